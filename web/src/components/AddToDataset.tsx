import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../lib/api";
import { type Dataset, type DatasetSource, readSource } from "../lib/datasets";
import { plural } from "../lib/format";
import { parseJson, writeJson } from "../lib/json";
import type { Page } from "../lib/types";
import { CodeEditor } from "./CodeEditor";
import { Dialog } from "./Dialog";
import { ErrorLine } from "./Problem";
import { Select, optionsOf } from "./Select";
import "../styles/datasets.css";

export type { DatasetSource } from "../lib/datasets";

interface Props {
  projectId: string;
  /** Traces, or observations of them. One is shown for editing; several are added as they are. */
  sources: DatasetSource[];
  onClose: () => void;
}

const NEW = "\0new";

/** Dialog that makes dataset items of traces or observations. */
export function AddToDataset({ projectId, sources, onClose }: Props) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState("");
  const [expected, setExpected] = useState(true);
  const [edited, setEdited] = useState<Partial<Record<"input" | "expectedOutput", string>>>({});
  const [done, setDone] = useState(0);
  const [failed, setFailed] = useState<string[]>([]);
  const datasets = useQuery({
    queryKey: ["datasets", projectId, "names"],
    queryFn: ({ signal }) =>
      api<Page<Dataset>>("/api/public/v2/datasets", { project: projectId, signal, query: { limit: 100 } }),
  });
  const single = sources.length === 1 ? sources[0] : undefined;
  const content = useQuery({
    queryKey: ["dataset-source", projectId, single],
    queryFn: ({ signal }) => readSource(projectId, single as DatasetSource, signal),
    enabled: single !== undefined,
  });
  const texts = {
    input: edited.input ?? writeJson(content.data?.input),
    expectedOutput: edited.expectedOutput ?? (expected ? writeJson(content.data?.output) : ""),
  };
  const known = datasets.data?.data ?? [];
  const dataset = chosen || known[0]?.name || NEW;

  const add = useMutation({
    mutationFn: async (made: string) => {
      const name = dataset === NEW ? made : dataset;
      if (dataset === NEW) {
        await api("/api/public/v2/datasets", { method: "POST", project: projectId, body: { name } });
        setChosen(name);
      }
      setFailed([]);
      setDone(0);
      for (const source of sources) {
        try {
          const read = single ? content.data : await readSource(projectId, source);
          await api("/api/public/dataset-items", {
            method: "POST",
            project: projectId,
            body: {
              datasetName: name,
              input: single ? parseJson(texts.input, "Input") : read?.input,
              expectedOutput: single
                ? parseJson(texts.expectedOutput, "Expected output")
                : expected
                  ? read?.output
                  : null,
              metadata: read?.metadata,
              sourceTraceId: source.traceId,
              sourceObservationId: source.observationId,
            },
          });
          setDone((before) => before + 1);
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error);
          if (single) throw error;
          setFailed((before) => [...before, `${source.observationId ?? source.traceId}: ${why}`]);
        }
      }
      return name;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["datasets", projectId] }),
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    add.mutate(String(new FormData(event.currentTarget).get("name") ?? "").trim());
  }

  return (
    <Dialog title="Add to a dataset" wide={single !== undefined} onClose={onClose}>
      {add.isSuccess && failed.length === 0 ? (
        <>
          <p role="status">
            {plural(done, "item")} added to{" "}
            <Link
              to="/project/$projectId/datasets/$datasetName"
              params={{ projectId, datasetName: add.data }}
            >
              {add.data}
            </Link>
            .
          </p>
          <p className="row end">
            <button type="button" className="button primary" onClick={onClose} autoFocus>
              Close
            </button>
          </p>
        </>
      ) : (
        <form onSubmit={submit}>
          <Select
            label="Dataset"
            value={dataset}
            options={[...optionsOf(known.map(({ name }) => name)), { value: NEW, label: "New dataset…" }]}
            onChange={setChosen}
          />
          {dataset === NEW && (
            <label className="field">
              <span>Name of the new dataset</span>
              <input name="name" required maxLength={500} autoFocus />
            </label>
          )}
          <label className="row">
            <input
              type="checkbox"
              checked={expected}
              onChange={(event) => setExpected(event.target.checked)}
            />
            The output is what is expected of later runs
          </label>
          {single ? (
            <div className="item-editors">
              <div className="field">
                <span>Input</span>
                <CodeEditor
                  label="Input"
                  language="json"
                  value={texts.input}
                  onChange={(input) => setEdited((before) => ({ ...before, input }))}
                />
              </div>
              <div className="field">
                <span>Expected output</span>
                <CodeEditor
                  label="Expected output"
                  language="json"
                  value={texts.expectedOutput}
                  onChange={(expectedOutput) => setEdited((before) => ({ ...before, expectedOutput }))}
                />
              </div>
            </div>
          ) : (
            <p className="quiet">
              {plural(sources.length, "item")}, each with its input and metadata and a link to its
              trace.
            </p>
          )}
          {add.isPending && !single && (
            <progress value={done + failed.length} max={sources.length} aria-label="Added" />
          )}
          {failed.length > 0 && (
            <div className="error-line" role="alert">
              {plural(failed.length, "item")} could not be added, {done} were.
              <ul>
                {failed.slice(0, 5).map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </div>
          )}
          <ErrorLine error={add.error ?? content.error ?? datasets.error} />
          <p className="row end">
            <button type="button" className="button" onClick={onClose}>
              Cancel
            </button>
            <button
              className="button primary"
              disabled={add.isPending || datasets.isPending || (single && !content.data)}
            >
              {sources.length > 1 ? `Add ${sources.length} items` : "Add the item"}
            </button>
          </p>
        </form>
      )}
    </Dialog>
  );
}
