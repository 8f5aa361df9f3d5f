import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "../../components/Button";
import { CodeEditor } from "../../components/CodeEditor";
import { TextField } from "../../components/Field";
import { PageHead } from "../../components/PageHead";
import { ErrorLine } from "../../components/Problem";
import { Skeleton } from "../../components/Skeleton";
import { toast } from "../../components/Toasts";
import { MessagesEditor } from "../../components/prompts/MessagesEditor";
import { Preview } from "../../components/prompts/Preview";
import { api } from "../../lib/api";
import { takeDraft } from "../../lib/drafts";
import { parseJson, writeJson } from "../../lib/json";
import { type EditedMessage, fromPrompt, newMessage, toPrompt } from "../../lib/messages";
import {
  LABEL,
  type Prompt,
  promptPath,
  type PromptText,
  type PromptType,
  readVersion,
} from "../../lib/prompts";
import { MOD } from "../../lib/shortcuts";
import "../../styles/prompts.css";

const NEW = "/signed-in/project/$projectId/prompts/new";
const EDIT = "/signed-in/project/$projectId/prompts/$promptName/edit";

/** A first version: of nothing, or of what the playground holds. */
export function NewPrompt() {
  const { projectId } = useParams({ from: NEW });
  const { folder, draft } = useSearch({ from: NEW });
  const [taken] = useState(() => takeDraft(draft));
  return (
    <Editor
      projectId={projectId}
      start={{
        name: folder ? `${folder}/` : "",
        type: taken?.type ?? "text",
        prompt: taken?.prompt ?? "",
        config: taken?.config ?? {},
        tags: [],
      }}
    />
  );
}

/** A new version, beginning with the one that was looked at. */
export function EditPrompt() {
  const { projectId, promptName } = useParams({ from: EDIT });
  const { version, draft } = useSearch({ from: EDIT });
  const [taken] = useState(() => takeDraft(draft));
  const before = useQuery({
    queryKey: ["prompts", projectId, "to-edit", promptName, version],
    queryFn: ({ signal }) =>
      version
        ? readVersion(projectId, promptName, version, { resolve: false, signal })
        : api<Prompt>(promptPath(promptName), {
            project: projectId,
            signal,
            query: { label: "latest", resolve: "false" },
          }),
    staleTime: Infinity,
  });
  if (before.error) return <ErrorLine error={before.error} />;
  if (!before.data) return <Skeleton lines={10} />;
  const from = before.data;
  return (
    <Editor
      projectId={projectId}
      existing={promptName}
      start={{
        name: promptName,
        type: from.type,
        prompt: taken && taken.type === from.type ? taken.prompt : from.prompt,
        config: taken?.config ?? from.config,
        tags: from.tags,
      }}
    />
  );
}

interface Start {
  name: string;
  type: PromptType;
  prompt: PromptText;
  config: unknown;
  tags: string[];
}

interface Props {
  projectId: string;
  start: Start;
  /** The name when it exists already. */
  existing?: string;
}

function Editor({ projectId, start, existing }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [type, setType] = useState<PromptType>(start.type);
  const [name, setName] = useState(start.name);
  const [text, setText] = useState(typeof start.prompt === "string" ? start.prompt : "");
  const [messages, setMessages] = useState<EditedMessage[]>(() =>
    typeof start.prompt === "string" ? [newMessage("system"), newMessage("user")] : fromPrompt(start.prompt),
  );
  const [config, setConfig] = useState(writeJson(start.config));
  const [labels, setLabels] = useState("");
  const [tags, setTags] = useState(start.tags.join(", "));
  const [message, setMessage] = useState("");
  const changed = useUnsaved();
  const save = useMutation({
    mutationFn: async () => {
      const wanted = words(labels);
      const wrong = wanted.find((each) => !LABEL.test(each));
      if (wrong) throw new Error(`${wrong} is no label: 1 to 36 of a–z, 0–9, hyphen, underscore, dot.`);
      return api<Prompt>("/api/public/v2/prompts", {
        method: "POST",
        project: projectId,
        body: {
          name: name.trim(),
          type,
          prompt: type === "text" ? text : toPrompt(messages),
          config: parseJson(config, "The config") ?? {},
          labels: wanted,
          tags: words(tags),
          commitMessage: message.trim() || null,
        },
      });
    },
    onSuccess: async (made) => {
      changed.clear();
      await client.invalidateQueries({ queryKey: ["prompts", projectId] });
      toast(`Version ${made.version} of ${made.name} saved.`);
      void navigate({
        to: "/project/$projectId/prompts/$promptName",
        params: { projectId, promptName: made.name },
        search: { version: made.version },
      });
    },
  });
  const submit = () => {
    if (!save.isPending) save.mutate();
  };
  const current = (): PromptText => {
    try {
      return type === "text" ? text : toPrompt(messages);
    } catch {
      return type === "text" ? text : [];
    }
  };
  return (
    <form
      className="text-page wide prompt-editor"
      onChange={changed.mark}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit();
      }}
    >
      <PageHead title={existing ? `New version of ${existing}` : "New prompt"} />
      {!existing && (
        <div className="editor-row">
          <TextField
            label="Name"
            hint="Slashes make folders."
            required
            maxLength={500}
            value={name}
            onChange={setName}
            autoFocus
          />
          <fieldset className="choices">
            <legend>Kind</legend>
            {(["text", "chat"] as const).map((each) => (
              <button
                key={each}
                type="button"
                className="button small"
                aria-pressed={type === each}
                onClick={() => setType(each)}
              >
                {each === "text" ? "Text" : "Chat messages"}
              </button>
            ))}
          </fieldset>
        </div>
      )}
      <div className="editor-columns">
        <section aria-label="Prompt">
          <h2>{type === "text" ? "Text" : "Messages"}</h2>
          {type === "text" ? (
            <CodeEditor
              label="Text of the prompt"
              language="prompt"
              placeholder="Answer the question of {{customer}} briefly."
              value={text}
              onChange={(to) => {
                changed.mark();
                setText(to);
              }}
              onSubmit={submit}
            />
          ) : (
            <MessagesEditor
              messages={messages}
              onChange={(to) => {
                changed.mark();
                setMessages(to);
              }}
              onSubmit={submit}
            />
          )}
          <Preview projectId={projectId} prompt={current()} />
        </section>
        <section aria-label="Details">
          <div className="field">
            <h2>Config</h2>
            <CodeEditor
              label="Config"
              language="json"
              value={config}
              onChange={(to) => {
                changed.mark();
                setConfig(to);
              }}
              onSubmit={submit}
            />
            <p className="hint">JSON that programs get along with the text: model, temperature, tools.</p>
          </div>
          <TextField
            label="Labels"
            hint="Separated by commas. They move here from other versions; latest comes by itself."
            placeholder="staging, production"
            value={labels}
            onChange={setLabels}
          />
          <TextField
            label="Tags"
            hint="Of all versions of this name, separated by commas."
            value={tags}
            onChange={setTags}
          />
          <TextField
            label="What changed"
            placeholder="Shorter answers"
            maxLength={500}
            value={message}
            onChange={setMessage}
          />
        </section>
      </div>
      <ErrorLine error={save.error} />
      <p className="row end">
        <Link
          className="button"
          to={existing ? "/project/$projectId/prompts/$promptName" : "/project/$projectId/prompts"}
          params={{ projectId, promptName: existing ?? "" }}
        >
          Cancel
        </Link>
        <Button primary submit busy={save.isPending} title={`${MOD}Enter`}>
          {existing ? "Save the new version" : "Save the prompt"}
        </Button>
      </p>
    </form>
  );
}

const words = (text: string): string[] => [
  ...new Set(text.split(",").map((each) => each.trim()).filter(Boolean)),
];

/** The browser asks before a page with unsaved text is closed. */
function useUnsaved(): { mark: () => void; clear: () => void } {
  const [state] = useState({ changed: false });
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (state.changed) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [state]);
  return {
    mark: () => {
      state.changed = true;
    },
    clear: () => {
      state.changed = false;
    },
  };
}
