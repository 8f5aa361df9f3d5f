import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Pencil, Plus, Ruler, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { EmptyState } from "../../components/EmptyState";
import { TextArea, TextField } from "../../components/Field";
import { IconButton } from "../../components/IconButton";
import { ErrorLine } from "../../components/Problem";
import { Select } from "../../components/Select";
import { Skeleton } from "../../components/Skeleton";
import { toast, toastError } from "../../components/Toasts";
import { Actions, PlainTable } from "../../components/settings/PlainTable";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { mayAdminister, usePlace } from "../../lib/session";
import type { Page } from "../../lib/types";

type DataType = "NUMERIC" | "CATEGORICAL" | "BOOLEAN" | "TEXT";

interface Category {
  label: string;
  value: number;
}

interface Config {
  id: string;
  name: string;
  dataType: DataType;
  isArchived: boolean;
  minValue: number | null;
  maxValue: number | null;
  categories: Category[] | null;
  description: string | null;
}

const TYPES: { value: DataType; label: string; hint: string }[] = [
  { value: "NUMERIC", label: "Number", hint: "with bounds, if you like" },
  { value: "CATEGORICAL", label: "Category", hint: "one of a list" },
  { value: "BOOLEAN", label: "Yes or no", hint: "true or false" },
  { value: "TEXT", label: "Text", hint: "free words" },
];
const PATH = "/api/public/score-configs";

/** What scores may be: names, types, bounds and categories. */
export function ScoreConfigs() {
  const { project } = usePlace();
  const mayChange = mayAdminister(project.role);
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["score-configs", project.id] });
  const [form, setForm] = useState<{ config?: Config }>();
  const configs = useQuery({
    queryKey: ["score-configs", project.id],
    queryFn: ({ signal }) =>
      api<Page<Config>>(PATH, { project: project.id, query: { limit: 100 }, signal }),
  });
  const archive = useMutation({
    mutationFn: (config: Config) =>
      api(`${PATH}/${config.id}`, {
        method: "PATCH",
        project: project.id,
        body: { isArchived: !config.isArchived },
      }),
    onSuccess: again,
    onError: toastError,
  });
  const rows = configs.data?.data ?? [];
  return (
    <SettingsPage
      title="Score configs"
      tools={
        mayChange && (
          <Button primary icon={Plus} onClick={() => setForm({})}>
            New config
          </Button>
        )
      }
    >
      <p className="quiet">
        A config says what a score may be. Annotation offers configs; a score that names one is
        refused when it does not fit.
      </p>
      <ErrorLine error={configs.error} />
      {configs.isPending && <Skeleton />}
      {configs.data && rows.length === 0 && (
        <EmptyState icon={Ruler} title="No score configs yet">
          <p>Make one for each thing people or programs judge: tone, correctness, usefulness.</p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <PlainTable label="Score configs" head={["Name", "Type", "May be", "Description", <Actions key="a" />]}>
          {rows.map((config) => (
            <tr key={config.id}>
              <td>
                <b>{config.name}</b> {config.isArchived && <span className="badge">archived</span>}
              </td>
              <td>{TYPES.find((type) => type.value === config.dataType)?.label}</td>
              <td>{rangeOf(config)}</td>
              <td className="wide">{config.description}</td>
              <td>
                {mayChange && (
                  <span className="row">
                    <IconButton
                      icon={Pencil}
                      aria-label={`Change ${config.name}`}
                      onClick={() => setForm({ config })}
                    />
                    <IconButton
                      icon={config.isArchived ? ArchiveRestore : Archive}
                      aria-label={`${config.isArchived ? "Bring back" : "Archive"} ${config.name}`}
                      title={config.isArchived ? "Bring back" : "Archive: it is offered no more"}
                      onClick={() => archive.mutate(config)}
                    />
                  </span>
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {form && (
        <ConfigForm
          projectId={project.id}
          config={form.config}
          onDone={again}
          onClose={() => setForm(undefined)}
        />
      )}
    </SettingsPage>
  );
}

function rangeOf({ dataType, minValue, maxValue, categories }: Config): string {
  if (categories && dataType === "CATEGORICAL") {
    return categories.map(({ label, value }) => `${label} (${value})`).join(", ");
  }
  if (dataType === "NUMERIC" && (minValue !== null || maxValue !== null)) {
    return `${minValue ?? "−∞"} to ${maxValue ?? "∞"}`;
  }
  return "anything";
}

interface FormProps {
  projectId: string;
  config: Config | undefined;
  onDone: () => Promise<void>;
  onClose: () => void;
}

function ConfigForm({ projectId, config, onDone, onClose }: FormProps) {
  const [name, setName] = useState(config?.name ?? "");
  const [type, setType] = useState<DataType>(config?.dataType ?? "NUMERIC");
  const [low, setLow] = useState(config?.minValue?.toString() ?? "");
  const [high, setHigh] = useState(config?.maxValue?.toString() ?? "");
  const [description, setDescription] = useState(config?.description ?? "");
  const [categories, setCategories] = useState(
    (config?.dataType === "CATEGORICAL" ? config.categories : null) ?? [
      { label: "good", value: 1 },
      { label: "bad", value: 0 },
    ],
  );
  const save = useMutation({
    mutationFn: () =>
      api(config ? `${PATH}/${config.id}` : PATH, {
        method: config ? "PATCH" : "POST",
        project: projectId,
        body: {
          name: name.trim(),
          description: description.trim() || null,
          ...(config ? {} : { dataType: type }),
          ...(type === "NUMERIC"
            ? { minValue: low === "" ? null : Number(low), maxValue: high === "" ? null : Number(high) }
            : {}),
          ...(type === "CATEGORICAL" ? { categories } : {}),
        },
      }),
    onSuccess: async () => {
      toast(`${name.trim()} is saved.`);
      await onDone();
      onClose();
    },
  });
  const change = (at: number, to: Partial<Category>) =>
    setCategories(categories.map((each, index) => (index === at ? { ...each, ...to } : each)));
  return (
    <Dialog title={config ? `Change ${config.name}` : "New score config"} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField label="Name" value={name} onChange={setName} required maxLength={500} />
        <Select
          label="Type"
          value={type}
          options={TYPES}
          onChange={setType}
          disabled={config !== undefined}
        />
        {type === "NUMERIC" && (
          <div className="side-by-side">
            <TextField label="Smallest" type="number" step="any" value={low} onChange={setLow} />
            <TextField label="Largest" type="number" step="any" value={high} onChange={setHigh} />
          </div>
        )}
        {type === "CATEGORICAL" && (
          <fieldset className="tier">
            <legend>Categories</legend>
            {categories.map((category, index) => (
              <div className="price-row" key={index}>
                <input
                  className="input"
                  aria-label="Label"
                  required
                  value={category.label}
                  onChange={(event) => change(index, { label: event.target.value })}
                />
                <input
                  className="input"
                  aria-label={`Value of ${category.label}`}
                  type="number"
                  step="any"
                  required
                  value={category.value}
                  onChange={(event) => change(index, { value: Number(event.target.value) })}
                />
                <IconButton
                  icon={Trash2}
                  aria-label={`Remove ${category.label}`}
                  disabled={categories.length === 1}
                  onClick={() => setCategories(categories.filter((_, at) => at !== index))}
                />
              </div>
            ))}
            <p className="row">
              <Button
                small
                icon={Plus}
                onClick={() =>
                  setCategories([
                    ...categories,
                    { label: "", value: Math.max(...categories.map(({ value }) => value)) + 1 },
                  ])
                }
              >
                Category
              </Button>
            </p>
          </fieldset>
        )}
        <TextArea
          label="Description"
          hint="What whoever scores should look at."
          value={description}
          onChange={setDescription}
          maxLength={10_000}
        />
        <ErrorLine error={save.error} />
        <p className="row end">
          <Button onClick={onClose}>Cancel</Button>
          <Button submit primary busy={save.isPending}>
            Save
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
