import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../lib/api";
import type { Dataset } from "../../lib/datasets";
import { parseJson, writeJson } from "../../lib/json";
import { Button } from "../Button";
import { CodeEditor } from "../CodeEditor";
import { TextField } from "../Field";
import { ErrorLine } from "../Problem";
import { toast } from "../Toasts";

interface Props {
  projectId: string;
  dataset: Dataset;
  writer: boolean;
}

/** Description and the JSON Schemas every item must meet. */
export function Schemas({ projectId, dataset, writer }: Props) {
  const client = useQueryClient();
  const [description, setDescription] = useState(dataset.description ?? "");
  const [input, setInput] = useState(writeJson(dataset.inputSchema));
  const [expected, setExpected] = useState(writeJson(dataset.expectedOutputSchema));
  const save = useMutation({
    mutationFn: () =>
      api("/api/public/v2/datasets", {
        method: "POST",
        project: projectId,
        body: {
          name: dataset.name,
          description,
          // An empty schema accepts everything; null would leave the one there is.
          inputSchema: parseJson(input, "The schema of inputs") ?? (dataset.inputSchema ? {} : null),
          expectedOutputSchema:
            parseJson(expected, "The schema of expected outputs") ??
            (dataset.expectedOutputSchema ? {} : null),
        },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["datasets", projectId] });
      toast("Saved.");
    },
  });
  return (
    <form
      className="text-page wide"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField label="Description" value={description} onChange={setDescription} disabled={!writer} />
      <p className="quiet">
        Items that do not meet a schema are refused, with what is wrong. A schema is refused while an
        item does not meet it.
      </p>
      <div className="item-editors">
        <div className="field">
          <span>JSON Schema of inputs</span>
          <CodeEditor
            label="JSON Schema of inputs"
            language="json"
            readOnly={!writer}
            placeholder={'{"type": "object", "required": ["question"]}'}
            value={input}
            onChange={setInput}
          />
        </div>
        <div className="field">
          <span>JSON Schema of expected outputs</span>
          <CodeEditor
            label="JSON Schema of expected outputs"
            language="json"
            readOnly={!writer}
            placeholder={'{"type": "string"}'}
            value={expected}
            onChange={setExpected}
          />
        </div>
      </div>
      <ErrorLine error={save.error} />
      {writer && (
        <p className="row end">
          <Button primary submit busy={save.isPending}>
            Save
          </Button>
        </p>
      )}
    </form>
  );
}
