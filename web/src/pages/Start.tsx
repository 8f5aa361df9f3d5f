import * as Tabs from "@radix-ui/react-tabs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { useEffect, useState } from "react";
import { Code } from "../components/Copy";
import { PageHead } from "../components/PageHead";
import { ErrorLine } from "../components/Problem";
import { TestCall } from "../components/TestCall";
import { api } from "../lib/api";
import { findProject, mayAdminister, useSession } from "../lib/session";
import { snippets } from "../lib/snippets";
import type { NewApiKey, Page, TraceLine } from "../lib/types";

const ROUTE = "/signed-in/project/$projectId/start";

export function Start() {
  const { projectId } = useParams({ from: ROUTE });
  const session = useSession();
  const place = findProject(session, projectId);
  const mayMake = mayAdminister(place?.project.role);
  const client = useQueryClient();
  const [key, setKey] = useState<NewApiKey>();
  const make = useMutation({
    mutationFn: () =>
      api<NewApiKey>(`/api/projects/${encodeURIComponent(projectId)}/api-keys`, {
        method: "POST",
        body: { note: "Made on the set-up page" },
      }),
    onSuccess: (made) => {
      setKey(made);
      void client.invalidateQueries({ queryKey: ["keys", projectId] });
    },
  });
  const all = snippets(key);
  return (
    <div className="text-page">
      <PageHead title="Set-up" />
      <ol className="steps">
        <li>
          <h2>Keys of {place?.project.name}</h2>
          {key ? (
            <>
              <p className="quiet">The secret key is shown this once. Keep it safe.</p>
              <dl className="keys">
                <dt>Public key</dt>
                <dd>
                  <Code text={key.publicKey} label="public key" />
                </dd>
                <dt>Secret key</dt>
                <dd>
                  <Code text={key.secretKey} label="secret key" />
                </dd>
              </dl>
            </>
          ) : mayMake ? (
            <>
              <p className="quiet">A key pair lets programs send traces to this project.</p>
              <button
                type="button"
                className="button primary"
                disabled={make.isPending}
                onClick={() => make.mutate()}
              >
                <KeyRound aria-hidden />
                Make a key pair
              </button>
            </>
          ) : (
            <p className="quiet">Your role cannot make keys. Ask an administrator for a pair.</p>
          )}
          <ErrorLine error={make.error} />
        </li>
        <li>
          <h2>Send a call</h2>
          <Tabs.Root defaultValue="curl">
            <Tabs.List className="tabs" aria-label="How to send">
              {all.map(({ name }) => (
                <Tabs.Trigger key={name} value={name} className="tab">
                  {name}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
            {all.map(({ name, text }) => (
              <Tabs.Content key={name} value={name} tabIndex={-1}>
                <Code text={text} label={`${name} example`} />
              </Tabs.Content>
            ))}
          </Tabs.Root>
        </li>
        <li>
          <h2>Or send one from here</h2>
          <p className="quiet">It goes through the gateway, as your programs' calls will.</p>
          <TestCall projectId={projectId} />
        </li>
        <li>
          <h2>Look at it</h2>
          <Arrival projectId={projectId} />
        </li>
      </ol>
    </div>
  );
}

/** Waits for the next trace and opens it. */
function Arrival({ projectId }: { projectId: string }) {
  const navigate = useNavigate();
  const [before, setBefore] = useState<string | null>();
  const newest = useQuery({
    queryKey: ["newest", projectId],
    queryFn: ({ signal }) =>
      api<Page<TraceLine>>(`/api/projects/${encodeURIComponent(projectId)}/traces`, {
        signal,
        query: { limit: 1 },
      }),
    refetchInterval: 1500,
    gcTime: 0,
    staleTime: 0,
  });
  const id = newest.data ? (newest.data.data[0]?.id ?? null) : undefined;
  useEffect(() => {
    if (id === undefined) return;
    if (before === undefined) setBefore(id);
    else if (id !== null && id !== before) {
      void navigate({
        to: "/project/$projectId/traces/$traceId",
        params: { projectId, traceId: id },
      });
    }
  }, [id, before, navigate, projectId]);
  return (
    <>
      <p className="waiting" role="status">
        <i aria-hidden />
        Waiting for the next trace. It opens by itself.
      </p>
      <p className="quiet">
        Nothing comes? <Link to="/project/$projectId/ingestion" params={{ projectId }}>
          Ingestion
        </Link>{" "}
        says what was refused and why.
        {before && (
          <>
            {" "}
            There are{" "}
            <Link to="/project/$projectId/traces" params={{ projectId }}>
              traces already
            </Link>
            .
          </>
        )}
      </p>
      <ErrorLine error={newest.error} />
    </>
  );
}
