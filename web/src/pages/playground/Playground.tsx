import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Play as PlayIcon, Plus, RotateCcw, Save } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../../components/Button";
import { PageHead } from "../../components/PageHead";
import { ErrorLine } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { toastError } from "../../components/Toasts";
import { ColumnView } from "../../components/playground/ColumnView";
import { Options } from "../../components/playground/Options";
import { MessagesEditor } from "../../components/prompts/MessagesEditor";
import { api } from "../../lib/api";
import { keepDraft } from "../../lib/drafts";
import { money, seconds } from "../../lib/format";
import { toPrompt } from "../../lib/messages";
import {
  bodyOf,
  type Column,
  configOf,
  emptyPlay,
  isServed,
  keepPlay,
  keptPlay,
  newColumn,
  type Play,
  playOf,
  playOfPrompt,
} from "../../lib/playground";
import { readVersion } from "../../lib/prompts";
import { mayWrite } from "../../lib/rights";
import { findProject, useSession } from "../../lib/session";
import { MOD, useShortcuts } from "../../lib/shortcuts";
import { memberSource } from "../../lib/traceSource";
import type { TreeAnswer } from "../../lib/traceTypes";
import type { Observation } from "../../lib/types";
import { useRuns } from "../../lib/useRuns";
import "../../styles/prompts.css";
import "../../styles/playground.css";

const ROUTE = "/signed-in/project/$projectId/playground";
const MOST_COLUMNS = 6;

/** Model calls side by side, through the gateway; begun from nothing, a call or a prompt. */
export function Playground() {
  const { projectId } = useParams({ from: ROUTE });
  const { trace, observation, prompt, version } = useSearch({ from: ROUTE });
  const from = trace ?? observation ?? prompt;
  const start = useQuery({
    queryKey: ["playground-start", projectId, trace, observation, prompt, version],
    queryFn: ({ signal }) => startOf(projectId, { trace, observation, prompt, version }, signal),
    enabled: from !== undefined,
    staleTime: Infinity,
    gcTime: 0,
  });
  if (from === undefined) {
    return <Table key={projectId} projectId={projectId} start={keptPlay(projectId) ?? emptyPlay()} />;
  }
  if (start.error) {
    return (
      <div className="text-page wide">
        <PageHead title="Playground" />
        <ErrorLine error={start.error} />
      </div>
    );
  }
  if (!start.data) return <Skeleton lines={8} />;
  return <Table key={`${trace} ${observation} ${prompt} ${version}`} projectId={projectId} start={start.data} />;
}

interface Source {
  trace?: string;
  observation?: string;
  prompt?: string;
  version?: number;
}

/** A trace without an observation means its first generation. */
async function startOf(projectId: string, source: Source, signal: AbortSignal): Promise<Play> {
  if (source.prompt !== undefined) {
    const version = source.version;
    if (version === undefined) throw new Error("The address names no version of the prompt.");
    return playOfPrompt(await readVersion(projectId, source.prompt, version, { resolve: true, signal }));
  }
  let id = source.observation;
  if (!id && source.trace) {
    const { observations } = await memberSource(projectId, source.trace).tree(signal);
    id = firstGeneration(observations);
    if (!id) throw new Error("This trace has no model call to begin with.");
  }
  const call = await api<Observation>(`/api/public/observations/${encodeURIComponent(id as string)}`, {
    project: projectId,
    signal,
  });
  return playOf(call);
}

function firstGeneration({ id, type }: TreeAnswer): string | undefined {
  return id[type.at.findIndex((word) => type.words[word] === "GENERATION")];
}

function Table({ projectId, start }: { projectId: string; start: Play }) {
  const [play, setPlay] = useState(start);
  const { runs, run, stop } = useRuns(projectId);
  const navigate = useNavigate();
  const role = findProject(useSession(), projectId)?.project.role;
  const models = useQuery({
    queryKey: ["models", projectId],
    queryFn: ({ signal }) =>
      api<{ models: string[] }>(`/api/projects/${encodeURIComponent(projectId)}/playground/models`, {
        signal,
      }),
    retry: false,
    staleTime: 60_000,
  });
  const served = models.data?.models;
  useEffect(() => {
    const timer = setTimeout(() => keepPlay(projectId, play), 300);
    return () => clearTimeout(timer);
  }, [projectId, play]);
  // A model nobody serves cannot answer: the first served one stands in for an empty name.
  useEffect(() => {
    const usual = served?.find((each) => !each.includes("*"));
    if (!usual) return;
    setPlay((before) => ({
      ...before,
      columns: before.columns.map((each) => (each.model ? each : { ...each, model: usual })),
    }));
  }, [served]);

  const change = (key: string, to: Column) =>
    setPlay({ ...play, columns: play.columns.map((each) => (each.key === key ? to : each)) });
  const runOne = (column: Column) => run(column.key, () => bodyOf(play, column));
  const runAll = () => {
    if (mayWrite(role)) for (const column of play.columns) runOne(column);
  };
  useShortcuts({ run: runAll });
  const addColumn = (like: Column | undefined) => {
    if (play.columns.length < MOST_COLUMNS) {
      setPlay({ ...play, columns: [...play.columns, newColumn(like?.model, { ...like?.parameters })] });
    }
  };
  const save = () => {
    try {
      const draft = keepDraft({ type: "chat", prompt: toPrompt(play.messages), config: configOf(play) });
      if (play.prompt) {
        void navigate({
          to: "/project/$projectId/prompts/$promptName/edit",
          params: { projectId, promptName: play.prompt.name },
          search: { version: play.prompt.version, draft },
        });
      } else {
        void navigate({ to: "/project/$projectId/prompts/new", params: { projectId }, search: { draft } });
      }
    } catch (error) {
      toastError(error);
    }
  };
  const unserved = served
    ? play.columns.filter((each) => each.model && !isServed(served, each.model)).map((each) => each.model)
    : [];
  const { original } = play;
  return (
    <div className="playground">
      <PageHead title="Playground">
        <Button
          small
          icon={RotateCcw}
          title="Begin with nothing"
          onClick={() => {
            setPlay({ ...emptyPlay(), columns: play.columns.map((each) => newColumn(each.model)) });
            void navigate({ to: "/project/$projectId/playground", params: { projectId } });
          }}
        >
          Clear
        </Button>
        {mayWrite(role) && (
          <Button small icon={Save} onClick={save}>
            Save as a prompt
          </Button>
        )}
        <Button
          small
          icon={Plus}
          disabled={play.columns.length >= MOST_COLUMNS}
          onClick={() => addColumn(play.columns.at(-1))}
        >
          Model
        </Button>
        <Button
          small
          primary
          icon={PlayIcon}
          disabled={!mayWrite(role)}
          title={mayWrite(role) ? `${MOD}Enter` : "Your role reads only"}
          onClick={runAll}
        >
          Run {play.columns.length > 1 ? "all" : ""}
        </Button>
      </PageHead>
      {original && (
        <p className="quiet play-original">
          Begun from{" "}
          <Link
            to="/project/$projectId/traces/$traceId"
            params={{ projectId, traceId: original.traceId }}
            search={{ observation: original.observationId }}
          >
            a call
          </Link>{" "}
          of {original.model ?? "a model"}: {money(original.cost)}, {seconds(original.latency)}. Figures
          below are held against it.
        </p>
      )}
      {play.prompt && (
        <p className="quiet play-original">
          Begun from{" "}
          <Link
            to="/project/$projectId/prompts/$promptName"
            params={{ projectId, promptName: play.prompt.name }}
            search={{ version: play.prompt.version }}
          >
            {play.prompt.name} v{play.prompt.version}
          </Link>
          .
        </p>
      )}
      <ErrorLine error={models.error} />
      {unserved.length > 0 && (
        <p className="status" data-level="WARNING">
          The gateway does not list {unserved.join(", ")}; choose one of its {served?.length} models, or
          add it to gateway.yaml.
        </p>
      )}
      <datalist id="models-served">
        {served?.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <div className="play-panes">
        <div className="play-input">
          <section aria-label="Messages of the call">
            <h2>Messages</h2>
            <MessagesEditor
              messages={play.messages}
              onChange={(messages) => setPlay({ ...play, messages })}
              onSubmit={runAll}
            />
          </section>
          <Options play={play} onChange={setPlay} onSubmit={runAll} />
        </div>
        <div className="play-columns">
          {play.columns.map((column, index) => (
            <ColumnView
              key={column.key}
              projectId={projectId}
              index={index}
              column={column}
              run={runs[column.key]}
              original={original}
              onChange={(to) => change(column.key, to)}
              onCopy={() => addColumn(column)}
              onRemove={
                play.columns.length > 1
                  ? () => {
                      stop(column.key);
                      setPlay({ ...play, columns: play.columns.filter((each) => each !== column) });
                    }
                  : undefined
              }
              onRun={() => runOne(column)}
              onStop={() => stop(column.key)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
