import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../lib/api";
import type { ScoreConfig } from "../../lib/annotation";
import { Button } from "../Button";
import { TextField } from "../Field";
import { ErrorLine } from "../Problem";
import { Select } from "../Select";

interface Props {
  projectId: string;
  onClose: () => void;
  onMade: (config: ScoreConfig) => void;
}

const TYPES = [
  { value: "CATEGORICAL", label: "Categories" },
  { value: "NUMERIC", label: "Number" },
  { value: "BOOLEAN", label: "True or false" },
  { value: "TEXT", label: "Text" },
] as const;
type Type = (typeof TYPES)[number]["value"];

/** What a score looks like: its type, and its categories or bounds. */
export function NewConfig({ projectId, onClose, onMade }: Props) {
  const client = useQueryClient();
  const [type, setType] = useState<Type>("CATEGORICAL");
  const make = useMutation({
    mutationFn: (body: unknown) =>
      api<ScoreConfig>("/api/public/score-configs", { method: "POST", project: projectId, body }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ["score-configs", projectId] });
      onMade(made);
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (name: string) => {
      const text = String(form.get(name) ?? "").trim();
      return text ? Number(text) : undefined;
    };
    const labels = String(form.get("labels") ?? "")
      .split(",")
      .map((each) => each.trim())
      .filter(Boolean);
    make.mutate({
      name: String(form.get("config")).trim(),
      dataType: type,
      ...(type === "CATEGORICAL" && {
        categories: labels.map((label, value) => ({ label, value })),
      }),
      ...(type === "NUMERIC" && { minValue: number("low"), maxValue: number("high") }),
    });
  }
  return (
    <form className="new-config" aria-label="New score config" onSubmit={submit}>
      <TextField label="Name of the score" name="config" required maxLength={500} autoFocus />
      <Select label="Kind" value={type} options={TYPES} onChange={setType} />
      {type === "CATEGORICAL" && (
        <TextField label="Categories" name="labels" required placeholder="good, so-so, bad" hint="Separated by commas; keys 1 to 9 choose them." />
      )}
      {type === "NUMERIC" && (
        <div className="editor-row">
          <TextField label="Lowest" name="low" type="number" step="any" />
          <TextField label="Highest" name="high" type="number" step="any" />
        </div>
      )}
      <ErrorLine error={make.error} />
      <p className="row end">
        <Button onClick={onClose}>Cancel</Button>
        <Button submit busy={make.isPending}>
          Make the score config
        </Button>
      </p>
    </form>
  );
}
