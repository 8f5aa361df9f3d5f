import * as Tabs from "@radix-ui/react-tabs";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { FlaskConical, Pencil, Tag, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { Tags } from "../../components/Badge";
import { Copy } from "../../components/Copy";
import { Json } from "../../components/Json";
import { PageHead } from "../../components/PageHead";
import { ErrorLine, Problem } from "../../components/Problem";
import { RangeSelect } from "../../components/RangeSelect";
import { Select } from "../../components/Select";
import { Skeleton } from "../../components/Skeleton";
import { Time } from "../../components/Time";
import { DeleteVersions } from "../../components/prompts/DeleteVersions";
import { LabelsDialog, PromoteDialog } from "../../components/prompts/Labels";
import { Metrics } from "../../components/prompts/Metrics";
import { PromptDiff } from "../../components/prompts/PromptDiff";
import { PromptView } from "../../components/prompts/PromptView";
import { UseInCode } from "../../components/prompts/UseInCode";
import { ApiError, api } from "../../lib/api";
import {
  flatText,
  pagePath,
  placeholdersOf,
  PRODUCTION,
  type Prompt as PromptVersion,
  readVersion,
  referencesOf,
  variablesOf,
  type VersionLine,
  type Versions,
} from "../../lib/prompts";
import { mayWrite } from "../../lib/rights";
import { findProject, useSession } from "../../lib/session";
import { useShortcuts } from "../../lib/shortcuts";
import { isObject } from "../../lib/json";
import "../../styles/prompts.css";

const ROUTE = "/signed-in/project/$projectId/prompts/$promptName";

/** One name: its versions at the left, the chosen one at the right. */
export function Prompt() {
  const { projectId, promptName } = useParams({ from: ROUTE });
  const search = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/prompts/$promptName" });
  const role = findProject(useSession(), projectId)?.project.role;
  const [dialog, setDialog] = useState<"labels" | "promote" | "delete" | "deleteAll">();
  const versions = useQuery({
    queryKey: ["prompts", projectId, "versions", promptName],
    queryFn: ({ signal }) =>
      api<Versions>(`${pagePath(projectId)}/versions`, { signal, query: { name: promptName } }),
  });
  const all = versions.data?.versions ?? [];
  const usual = all.find((each) => each.labels.includes(PRODUCTION)) ?? all[0];
  const chosen = all.find((each) => each.version === search.version) ?? usual;
  const at = all.findIndex((each) => each.version === chosen?.version);
  const open = (version: number | undefined) =>
    version !== undefined &&
    void navigate({ search: (before) => ({ ...before, version }), replace: true });
  useShortcuts({
    next: () => open(all[at + 1]?.version),
    previous: () => open(all[at - 1]?.version),
    back: () => void navigate({ to: "/project/$projectId/prompts", params: { projectId } }),
  });
  if (versions.error instanceof ApiError && versions.error.status === 404) {
    return (
      <Problem title="There is no such prompt" text={promptName}>
        <Link className="button" to="/project/$projectId/prompts" params={{ projectId }}>
          All prompts
        </Link>
      </Problem>
    );
  }
  const writer = mayWrite(role);
  const place = { projectId, promptName };
  return (
    <div className="prompt-page">
      <PageHead title={promptName}>
        {writer && (
          <>
            <Button
              small
              icon={Trash2}
              aria-label="Delete the prompt"
              title="Delete the prompt"
              onClick={() => setDialog("deleteAll")}
            />
            <Link
              className="button small primary"
              to="/project/$projectId/prompts/$promptName/edit"
              params={place}
              search={{ version: chosen?.version }}
            >
              <Pencil aria-hidden />
              New version
            </Link>
          </>
        )}
      </PageHead>
      <div className="row prompt-tags">
        <Copy text={promptName} label="Copy the name" />
        <span className="badge">{versions.data?.type}</span>
        <Tags tags={versions.data?.tags ?? []} />
      </div>
      <ErrorLine error={versions.error} />
      {versions.isPending && <Skeleton lines={8} />}
      {chosen && versions.data && (
        <div className="prompt-panes">
          <VersionList versions={all} chosen={chosen} onOpen={open} />
          <Chosen
            projectId={projectId}
            versions={versions.data}
            line={chosen}
            writer={writer}
            onDialog={setDialog}
          />
        </div>
      )}
      {chosen && dialog === "labels" && (
        <LabelsDialog
          projectId={projectId}
          name={promptName}
          versions={all}
          version={chosen}
          onClose={() => setDialog(undefined)}
        />
      )}
      {chosen && dialog === "promote" && (
        <PromoteDialog
          projectId={projectId}
          name={promptName}
          versions={all}
          version={chosen}
          onClose={() => setDialog(undefined)}
        />
      )}
      {chosen && (dialog === "delete" || dialog === "deleteAll") && (
        <DeleteVersions
          projectId={projectId}
          name={promptName}
          version={dialog === "delete" ? chosen.version : undefined}
          onClose={() => setDialog(undefined)}
          onDone={() => {
            setDialog(undefined);
            if (dialog === "deleteAll" || all.length === 1) {
              void navigate({ to: "/project/$projectId/prompts", params: { projectId } });
            } else void navigate({ search: {}, replace: true });
          }}
        />
      )}
    </div>
  );
}

interface ListProps {
  versions: VersionLine[];
  chosen: VersionLine;
  onOpen: (version: number) => void;
}

function VersionList({ versions, chosen, onOpen }: ListProps) {
  return (
    <ol className="version-list" aria-label="Versions">
      {versions.map((each) => (
        <li key={each.version}>
          <button
            type="button"
            aria-current={each.version === chosen.version}
            onClick={() => onOpen(each.version)}
          >
            <span className="version-head">
              <b>v{each.version}</b>
              <LabelBadges labels={each.labels} />
            </span>
            {each.commitMessage && <span>{each.commitMessage}</span>}
            <small className="quiet">
              <Time iso={each.createdAt} /> by {each.createdBy ?? "an API key"}
            </small>
          </button>
        </li>
      ))}
    </ol>
  );
}

function LabelBadges({ labels }: { labels: string[] }) {
  return (
    <>
      {labels.map((label) => (
        <span key={label} className={label === PRODUCTION ? "badge production" : "badge"}>
          {label}
        </span>
      ))}
    </>
  );
}

interface ChosenProps {
  projectId: string;
  versions: Versions;
  line: VersionLine;
  writer: boolean;
  onDialog: (dialog: "labels" | "promote" | "delete") => void;
}

function Chosen({ projectId, versions, line, writer, onDialog }: ChosenProps) {
  const { tab = "prompt", range = "30d", ...search } = useSearch({ from: ROUTE });
  const navigate = useNavigate({ from: "/project/$projectId/prompts/$promptName" });
  const [resolved, setResolved] = useState(false);
  const { name } = versions;
  const older = versions.versions.find((each) => each.version < line.version);
  const other = search.compare ?? older?.version ?? versions.versions.find((each) => each !== line)?.version;
  const prompt = useVersion(projectId, name, line.version, resolved);
  const compared = useVersion(projectId, name, tab === "changes" ? other : undefined, false);
  const data = prompt.data;
  return (
    <section className="prompt-chosen" aria-label={`Version ${line.version}`}>
      <header className="row">
        <h2>Version {line.version}</h2>
        <LabelBadges labels={line.labels} />
        <span className="spring" />
        {writer && (
          <>
            {!line.labels.includes(PRODUCTION) && (
              <Button small onClick={() => onDialog("promote")}>
                Put into production
              </Button>
            )}
            <Button small icon={Tag} onClick={() => onDialog("labels")}>
              Labels
            </Button>
            <Button
              small
              icon={Trash2}
              aria-label={`Delete version ${line.version}`}
              title="Delete this version"
              onClick={() => onDialog("delete")}
            />
          </>
        )}
        <Link
          className="button small"
          to="/project/$projectId/playground"
          params={{ projectId }}
          search={{ prompt: name, version: line.version }}
        >
          <FlaskConical aria-hidden />
          Playground
        </Link>
      </header>
      {line.commitMessage && <p className="quiet">{line.commitMessage}</p>}
      <Tabs.Root
        value={tab}
        onValueChange={(to) =>
          void navigate({
            search: (before) => ({ ...before, tab: to === "prompt" ? undefined : (to as "changes") }),
            replace: true,
          })
        }
      >
        <Tabs.List className="tabs" aria-label="About this version">
          <Tabs.Trigger className="tab" value="prompt">Prompt</Tabs.Trigger>
          <Tabs.Trigger className="tab" value="changes" disabled={versions.versions.length < 2}>
            Changes
          </Tabs.Trigger>
          <Tabs.Trigger className="tab" value="metrics">Metrics</Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="prompt" tabIndex={-1} className="prompt-tab">
          <ErrorLine error={prompt.error} />
          {!data && !prompt.error && <Skeleton lines={8} />}
          {data && (
            <>
              {(resolved || referencesOf(data.prompt).length > 0) && (
                <label className="row">
                  <input
                    type="checkbox"
                    checked={resolved}
                    onChange={(event) => setResolved(event.target.checked)}
                  />
                  With the prompts it refers to filled in
                </label>
              )}
              <PromptView prompt={data.prompt} />
              <Names data={data} />
              {isObject(data.config) && Object.keys(data.config).length === 0 ? null : (
                <section>
                  <h3>Config</h3>
                  <div className="json">
                    <Json value={data.config} />
                  </div>
                </section>
              )}
              <References projectId={projectId} versions={versions} data={data} />
              <UseInCode prompt={data} />
              <p className="row">
                <Copy text={flatText(data.prompt)} label="Copy the text" />
                <span className="quiet">Copy the text</span>
              </p>
            </>
          )}
        </Tabs.Content>
        <Tabs.Content value="changes" tabIndex={-1} className="prompt-tab">
          <Select
            beside
            small
            label="Compared with"
            value={String(other)}
            options={versions.versions
              .filter((each) => each.version !== line.version)
              .map((each) => ({
                value: String(each.version),
                label: [`Version ${each.version}`, ...each.labels].join(", "),
              }))}
            onChange={(to) =>
              void navigate({ search: (before) => ({ ...before, compare: Number(to) }), replace: true })
            }
          />
          <ErrorLine error={compared.error ?? prompt.error} />
          {data && compared.data ? (
            <PromptDiff from={compared.data} to={data} />
          ) : (
            !compared.error && <Skeleton lines={6} />
          )}
          {other !== undefined && (
            <section>
              <h3>In real traffic</h3>
              <Metrics
                projectId={projectId}
                name={name}
                range={range}
                versions={[line.version, other]}
              />
            </section>
          )}
        </Tabs.Content>
        <Tabs.Content value="metrics" tabIndex={-1} className="prompt-tab">
          <div className="row">
            <RangeSelect
              value={range}
              onChange={(to) =>
                void navigate({ search: (before) => ({ ...before, range: to }), replace: true })
              }
            />
          </div>
          <Metrics projectId={projectId} name={name} range={range} />
        </Tabs.Content>
      </Tabs.Root>
    </section>
  );
}

function useVersion(projectId: string, name: string, version: number | undefined, resolve: boolean) {
  return useQuery({
    queryKey: ["prompts", projectId, "version", name, version, resolve],
    queryFn: ({ signal }) => readVersion(projectId, name, version as number, { resolve, signal }),
    enabled: version !== undefined,
    placeholderData: keepPreviousData,
  });
}

function Names({ data }: { data: PromptVersion }) {
  const variables = variablesOf(data.prompt);
  const placeholders = placeholdersOf(data.prompt);
  if (variables.length + placeholders.length === 0) return null;
  return (
    <dl className="facts">
      {variables.length > 0 && (
        <div>
          <dt>Variables</dt>
          <dd>
            {variables.map((each) => (
              <mark key={each} className="variable">
                {each}
              </mark>
            ))}
          </dd>
        </div>
      )}
      {placeholders.length > 0 && (
        <div>
          <dt>Placeholders</dt>
          <dd>{placeholders.join(", ")}</dd>
        </div>
      )}
    </dl>
  );
}

function References(props: { projectId: string; versions: Versions; data: PromptVersion }) {
  const { projectId, versions, data } = props;
  const references = referencesOf(data.prompt);
  if (references.length + versions.usedBy.length === 0) return null;
  return (
    <section>
      <h3>References</h3>
      <ul className="references">
        {references.map((each) => (
          <li key={each.text}>
            Contains{" "}
            <Link
              to="/project/$projectId/prompts/$promptName"
              params={{ projectId, promptName: each.name }}
              search={{ version: each.version ? Number(each.version) : undefined }}
            >
              {each.name}
            </Link>{" "}
            <span className="quiet">{each.version ? `version ${each.version}` : each.label}</span>
          </li>
        ))}
        {versions.usedBy.map((each) => (
          <li key={`${each.name} ${each.version} ${each.refersTo}`}>
            Part of{" "}
            <Link
              to="/project/$projectId/prompts/$promptName"
              params={{ projectId, promptName: each.name }}
              search={{ version: each.version }}
            >
              {each.name} v{each.version}
            </Link>{" "}
            <span className="quiet">by {each.refersTo}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
