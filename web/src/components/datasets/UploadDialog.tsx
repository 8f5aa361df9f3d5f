import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api } from "../../lib/api";
import { datasetPages } from "../../lib/datasets";
import { count, plural } from "../../lib/format";
import { itemOf, type Mapping, preview, rowsOf, type Target, TARGETS } from "../../lib/upload";
import { Button } from "../Button";
import { Dialog } from "../Dialog";
import { ErrorLine } from "../Problem";
import { Select, optionsOf } from "../Select";

const BATCH = 100;
const BATCH_CHARACTERS = 2_000_000;
const MOST_SHOWN = 100;
const NAMES: Record<Target, string> = {
  input: "Input",
  expectedOutput: "Expected output",
  metadata: "Metadata",
  id: "Id of the item",
  ignore: "Leave out",
};

interface Props {
  projectId: string;
  dataset: string;
  onClose: () => void;
}

interface Progress {
  stored: number;
  refused: { number: number; message: string }[];
}

/** Items from a CSV or JSONL file: which column is what, then row by row, in batches. */
export function UploadDialog({ projectId, dataset, onClose }: Props) {
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [changed, setChanged] = useState<Mapping>({});
  const [readJson, setReadJson] = useState(true);
  const [progress, setProgress] = useState<Progress>({ stored: 0, refused: [] });
  const stopped = useRef(false);
  const start = useQuery({
    queryKey: ["upload", file?.name, file?.size, file?.lastModified],
    queryFn: () => preview(file as File),
    enabled: file !== undefined,
    retry: false,
    gcTime: 0,
  });
  const mapping = { ...start.data?.mapping, ...changed };
  const send = useMutation({
    mutationFn: async () => {
      stopped.current = false;
      let state: Progress = { stored: 0, refused: [] };
      const show = (next: Progress) => setProgress((state = next));
      show(state);
      let batch: { number: number; item: Record<string, unknown> }[] = [];
      let size = 0;
      const flush = async () => {
        if (batch.length === 0) return;
        const sent = batch;
        batch = [];
        size = 0;
        const answer = await api<{ stored: number; refused: { index: number; message: string }[] }>(
          `${datasetPages(projectId)}/items`,
          { method: "POST", body: { name: dataset, items: sent.map((each) => each.item) } },
        );
        const refused = answer.refused.map(({ index, message }) => ({
          number: sent[index]?.number ?? 0,
          message,
        }));
        show({ stored: state.stored + answer.stored, refused: [...state.refused, ...refused] });
      };
      for await (const { number, row, problem } of rowsOf(file as File)) {
        if (stopped.current) break;
        if (!row) {
          show({ ...state, refused: [...state.refused, { number, message: problem ?? "" }] });
          continue;
        }
        const item = itemOf(row, mapping, readJson);
        const length = JSON.stringify(item).length;
        if (batch.length > 0 && (batch.length >= BATCH || size + length > BATCH_CHARACTERS)) await flush();
        batch.push({ number, item });
        size += length;
      }
      await flush();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["datasets", projectId] }),
  });
  const { stored, refused } = progress;
  const usable = Object.values(mapping).includes("input");
  return (
    <Dialog title="Upload items" wide onClose={onClose}>
      <label className="field">
        <span>CSV with a header line, or JSONL with one object a line</span>
        <input
          type="file"
          accept=".csv,.tsv,.jsonl,.ndjson,.json,text/csv"
          disabled={send.isPending}
          onChange={(event) => {
            setFile(event.target.files?.[0]);
            setChanged({});
            send.reset();
          }}
        />
      </label>
      <ErrorLine error={start.error} />
      {start.data && (
        <>
          <div className="scroll-x" tabIndex={0} role="region" aria-label="First rows of the file">
            <table className="plain-table upload">
              <thead>
                <tr>
                  {start.data.columns.map((name) => (
                    <th key={name} scope="col">
                      {name}
                      <Select
                        quiet
                        small
                        label={`What ${name} is`}
                        value={mapping[name] ?? "ignore"}
                        options={optionsOf(TARGETS, (target) => NAMES[target])}
                        disabled={send.isPending}
                        onChange={(to) => setChanged((before) => ({ ...before, [name]: to }))}
                      />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {start.data.rows.map((row, index) => (
                  <tr key={index}>
                    {start.data.columns.map((name) => (
                      <td key={name} className={mapping[name] === "ignore" ? "quiet" : undefined}>
                        {shown(row[name])}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <label className="row">
            <input type="checkbox" checked={readJson} onChange={(event) => setReadJson(event.target.checked)} />
            Read cells that are JSON as JSON
          </label>
          <p className="quiet">
            The first item becomes{" "}
            <code className="cut">{JSON.stringify(itemOf(start.data.rows[0] ?? {}, mapping, readJson)).slice(0, 400)}</code>
          </p>
        </>
      )}
      {!usable && start.data && <p className="field-error">Choose which column is the input.</p>}
      {(send.isPending || send.isSuccess) && (
        <p role="status">
          {send.isPending ? "Storing: " : ""}
          {plural(stored, "item")} stored
          {refused.length > 0 && `, ${plural(refused.length, "row")} refused`}.
        </p>
      )}
      {refused.length > 0 && (
        <div className="refused-rows" role="region" aria-label="Refused rows" tabIndex={0}>
          <ul>
            {refused.slice(0, MOST_SHOWN).map((each) => (
              <li key={each.number}>
                <b>Row {count(each.number)}</b> {each.message}
              </li>
            ))}
          </ul>
          {refused.length > MOST_SHOWN && <p>and {count(refused.length - MOST_SHOWN)} more</p>}
        </div>
      )}
      <ErrorLine error={send.error} />
      <p className="row end">
        {send.isPending ? (
          <Button
            onClick={() => {
              stopped.current = true;
            }}
          >
            Stop after this batch
          </Button>
        ) : (
          <Button onClick={onClose}>{send.isSuccess ? "Close" : "Cancel"}</Button>
        )}
        {!send.isSuccess && (
          <Button primary busy={send.isPending} disabled={!start.data || !usable} onClick={() => send.mutate()}>
            Add the rows
          </Button>
        )}
      </p>
    </Dialog>
  );
}

const shown = (value: unknown): string => {
  const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
};
