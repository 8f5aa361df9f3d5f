import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Send } from "lucide-react";
import { useEffect, useState } from "react";
import { api } from "../lib/api";
import type { Note, Page, Place } from "../lib/types";
import { Button } from "./Button";
import { ErrorLine } from "./Problem";
import { Select } from "./Select";
import { Skeleton } from "./Skeleton";

const PATIENCE_MS = 45_000;

/** A call through the gateway from here; its trace opens by itself when it lands. */
export function TestCall({ projectId }: { projectId: string }) {
  const path = `/api/projects/${encodeURIComponent(projectId)}`;
  const models = useQuery({
    queryKey: ["gateway-models", projectId],
    queryFn: ({ signal }) => api<{ models: string[] }>(`${path}/playground/models`, { signal }),
    retry: false,
    staleTime: 60_000,
  });
  const names = models.data?.models.filter((name) => !name.includes("*")) ?? [];
  const [chosen, setChosen] = useState<string>();
  const model = chosen ?? names.find((name) => name === "gatelight-demo") ?? names[0];
  const send = useMutation({
    mutationFn: () =>
      api<{ traceId: string | null; answer: string }>(`${path}/test-call`, {
        method: "POST",
        body: { model },
      }),
  });
  if (models.isPending) return <Skeleton lines={1} label="Asking the gateway for its models" />;
  if (models.error) {
    return (
      <>
        <ErrorLine error={models.error} />
        <p className="row">
          <Button small onClick={() => void models.refetch()}>
            Try again
          </Button>
        </p>
      </>
    );
  }
  return (
    <>
      <p className="row">
        {model ? (
          <Select
            quiet
            label="Model"
            value={model}
            options={names.map((name) => ({ value: name, label: name }))}
            onChange={setChosen}
          />
        ) : (
          <span>The gateway lists no model by name; add one to its configuration.</span>
        )}
        <Button primary icon={Send} busy={send.isPending} disabled={!model} onClick={() => send.mutate()}>
          Send a test call
        </Button>
      </p>
      <ErrorLine error={send.error} />
      {send.data && <Answered key={send.data.traceId} projectId={projectId} {...send.data} />}
    </>
  );
}

interface AnsweredProps {
  projectId: string;
  traceId: string | null;
  answer: string;
}

/** The model has answered: wait for the trace, or say why there is none. */
function Answered({ projectId, traceId, answer }: AnsweredProps) {
  const navigate = useNavigate();
  const [since] = useState(() => Date.now());
  const place = useQuery({
    queryKey: ["test-call", projectId, traceId],
    queryFn: ({ signal }) =>
      api<Place>(
        `/api/projects/${encodeURIComponent(projectId)}/test-call/${encodeURIComponent(traceId ?? "")}`,
        { signal },
      ),
    enabled: traceId !== null,
    refetchInterval: ({ state }) =>
      state.data?.here || state.data?.elsewhere || Date.now() - since > PATIENCE_MS ? false : 1000,
    gcTime: 0,
  });
  const refused = useQuery({
    queryKey: ["test-call", projectId, traceId, "refused"],
    queryFn: ({ signal }) =>
      api<Page<Note>>("/api/public/ingestion/refused", {
        project: projectId,
        signal,
        query: { entityId: traceId ?? "", limit: 1 },
      }),
    enabled: traceId !== null && place.data?.here === false,
    refetchInterval: 3000,
    gcTime: 0,
  });
  const here = place.data?.here ?? false;
  useEffect(() => {
    if (here && traceId) {
      void navigate({ to: "/project/$projectId/traces/$traceId", params: { projectId, traceId } });
    }
  }, [here, navigate, projectId, traceId]);
  const note = refused.data?.data[0];
  const late = place.data && !here && Date.now() - since > PATIENCE_MS;
  return (
    <div className="verdict" role="status">
      <span>
        {answer && <>The model says: “{answer.slice(0, 300)}” </>}
        {traceId === null ? (
          "The gateway answered without a trace id: it does not send its calls here. Start it with `gatelight up` or `gatelight gateway`."
        ) : note ? (
          <>
            Its trace was {note.kind}: {note.reason}{" "}
            <Link
              to="/project/$projectId/ingestion"
              params={{ projectId }}
              search={{ id: traceId }}
            >
              See more
            </Link>
          </>
        ) : place.data?.elsewhere ? (
          <>
            The gateway writes to the project whose keys it was started with, so the trace is in{" "}
            <Link
              to="/project/$projectId/traces/$traceId"
              params={{ projectId: place.data.elsewhere, traceId }}
            >
              {place.data.elsewhereName}
            </Link>
            .
          </>
        ) : late ? (
          <>
            No trace of it has come in {PATIENCE_MS / 1000} seconds. The gateway writes to the
            project whose keys it was started with (LANGFUSE_PUBLIC_KEY), and its log says whether
            sending failed.
          </>
        ) : (
          "Waiting for its trace. It opens by itself."
        )}
      </span>
      <ErrorLine error={place.error} />
    </div>
  );
}
