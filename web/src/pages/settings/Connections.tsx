import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, PlugZap, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Dialog } from "../../components/Dialog";
import { EmptyState } from "../../components/EmptyState";
import { TextArea, TextField } from "../../components/Field";
import { IconButton } from "../../components/IconButton";
import { ErrorLine } from "../../components/Problem";
import { Select } from "../../components/Select";
import { Skeleton } from "../../components/Skeleton";
import { Switch } from "../../components/Switch";
import { Time } from "../../components/Time";
import { toast } from "../../components/Toasts";
import { Actions, PlainTable } from "../../components/settings/PlainTable";
import { SettingsPage } from "../../components/settings/SettingsPage";
import { api } from "../../lib/api";
import { mayAdminister, usePlace } from "../../lib/session";
import type { Page } from "../../lib/types";

interface Connection {
  id: string;
  provider: string;
  adapter: Adapter;
  displaySecretKey: string;
  baseURL: string | null;
  customModels: string[];
  withDefaultModels: boolean;
  extraHeaderKeys: string[];
  config: Record<string, unknown> | null;
  updatedAt: string;
}

type Adapter = "openai" | "anthropic" | "azure" | "bedrock" | "google-vertex-ai" | "google-ai-studio";

const ADAPTERS: { value: Adapter; label: string }[] = [
  { value: "openai", label: "OpenAI, or anything that speaks its API" },
  { value: "anthropic", label: "Anthropic" },
  { value: "azure", label: "Azure OpenAI" },
  { value: "bedrock", label: "Amazon Bedrock" },
  { value: "google-ai-studio", label: "Google AI Studio" },
  { value: "google-vertex-ai", label: "Google Vertex AI" },
];
const PATH = "/api/public/llm-connections";

/** Providers that judges and other jobs call in the project's own name. */
export function Connections() {
  const { project } = usePlace();
  const mayChange = mayAdminister(project.role);
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["llm-connections", project.id] });
  const [form, setForm] = useState<{ connection?: Connection }>();
  const [going, setGoing] = useState<Connection>();
  const connections = useQuery({
    queryKey: ["llm-connections", project.id],
    queryFn: ({ signal }) =>
      api<Page<Connection>>(PATH, { project: project.id, query: { limit: 100 }, signal }),
  });
  const remove = useMutation({
    mutationFn: (connection: Connection) =>
      api(`${PATH}/${connection.id}`, { method: "DELETE", project: project.id }),
    onSuccess: async () => {
      setGoing(undefined);
      toast("The connection and its secrets are deleted.");
      await again();
    },
  });
  const rows = connections.data?.data ?? [];
  return (
    <SettingsPage
      title="LLM connections"
      tools={
        mayChange && (
          <Button primary icon={Plus} onClick={() => setForm({})}>
            New connection
          </Button>
        )
      }
    >
      <p className="quiet">
        Keys with which evaluators call a model. They are encrypted, and shown to nobody again.
      </p>
      <ErrorLine error={connections.error} />
      {connections.isPending && <Skeleton />}
      {connections.data && rows.length === 0 && (
        <EmptyState icon={PlugZap} title="No connections yet">
          <p>Playground and gateway need none: they use the gateway's own models.</p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <PlainTable label="LLM connections" head={["Provider", "Adapter", "Key", "Address", "Models", "Changed", <Actions key="a" />]}>
          {rows.map((each) => (
            <tr key={each.id}>
              <td>
                <b>{each.provider}</b>
              </td>
              <td>{each.adapter}</td>
              <td>
                <code>{each.displaySecretKey}</code>
              </td>
              <td>{each.baseURL ?? <span className="quiet">the provider's own</span>}</td>
              <td className="wide">
                {[...(each.withDefaultModels ? ["the usual ones"] : []), ...each.customModels].join(", ")}
              </td>
              <td>
                <Time iso={each.updatedAt} short />
              </td>
              <td>
                {mayChange && (
                  <span className="row">
                    <IconButton
                      icon={Pencil}
                      aria-label={`Change ${each.provider}`}
                      onClick={() => setForm({ connection: each })}
                    />
                    <IconButton
                      icon={Trash2}
                      aria-label={`Delete ${each.provider}`}
                      onClick={() => setGoing(each)}
                    />
                  </span>
                )}
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {form && (
        <ConnectionForm
          projectId={project.id}
          connection={form.connection}
          onDone={again}
          onClose={() => setForm(undefined)}
        />
      )}
      {going && (
        <ConfirmDialog
          title={`Delete the connection ${going.provider}?`}
          action="Delete it"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(going)}
          onClose={() => setGoing(undefined)}
        >
          <p>Evaluators that use it fail until they are given another one.</p>
        </ConfirmDialog>
      )}
    </SettingsPage>
  );
}

interface FormProps {
  projectId: string;
  connection: Connection | undefined;
  onDone: () => Promise<void>;
  onClose: () => void;
}

function ConnectionForm({ projectId, connection, onDone, onClose }: FormProps) {
  const [provider, setProvider] = useState(connection?.provider ?? "");
  const [adapter, setAdapter] = useState<Adapter>(connection?.adapter ?? "openai");
  const [secret, setSecret] = useState("");
  const [address, setAddress] = useState(connection?.baseURL ?? "");
  const [models, setModels] = useState(connection?.customModels.join("\n") ?? "");
  const [usual, setUsual] = useState(connection?.withDefaultModels ?? true);
  const [region, setRegion] = useState(String(connection?.config?.region ?? ""));
  const [headers, setHeaders] = useState("");
  const save = useMutation({
    mutationFn: () =>
      api(PATH, {
        method: "PUT",
        project: projectId,
        body: {
          provider: provider.trim(),
          adapter,
          secretKey: secret,
          baseURL: address.trim() || null,
          customModels: models.split("\n").map((each) => each.trim()).filter(Boolean),
          withDefaultModels: usual,
          extraHeaders: headersOf(headers),
          config: adapter === "bedrock" ? { ...connection?.config, region } : connection?.config,
        },
      }),
    onSuccess: async () => {
      toast(`${provider.trim()} is saved.`);
      await onDone();
      onClose();
    },
  });
  return (
    <Dialog title={connection ? `Change ${connection.provider}` : "New LLM connection"} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <TextField
          label="Provider"
          hint="The name evaluators choose it by; one connection for each."
          value={provider}
          onChange={setProvider}
          required
          maxLength={500}
          readOnly={connection !== undefined}
        />
        <Select label="Adapter" value={adapter} options={ADAPTERS} onChange={setAdapter} />
        <TextField
          label="Secret key"
          type="password"
          autoComplete="off"
          hint={connection && `Saved: ${connection.displaySecretKey}. Saving needs it again.`}
          value={secret}
          onChange={setSecret}
          required
        />
        {adapter === "bedrock" && (
          <TextField label="Region" value={region} onChange={setRegion} required />
        )}
        <TextField
          label="Address"
          type="url"
          placeholder="https://…"
          hint="Empty: the provider's own."
          value={address}
          onChange={setAddress}
        />
        <TextArea label="Further models, one a line" value={models} onChange={setModels} rows={3} />
        <Switch label="Offer the provider's usual models" checked={usual} onChange={setUsual} />
        <TextArea
          label="Extra headers, one a line"
          hint={
            connection?.extraHeaderKeys.length
              ? `Saved: ${connection.extraHeaderKeys.join(", ")}. Saving replaces them.`
              : "Name: value. Values are encrypted."
          }
          value={headers}
          onChange={setHeaders}
          rows={2}
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

function headersOf(text: string): Record<string, string> | null {
  const pairs = text
    .split("\n")
    .filter((line) => line.includes(":"))
    .map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const;
    });
  return pairs.length ? Object.fromEntries(pairs) : null;
}
