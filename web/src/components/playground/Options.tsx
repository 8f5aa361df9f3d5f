import { type OutputKind, type Play, placeholderNames, variableNames } from "../../lib/playground";
import { CodeEditor } from "../CodeEditor";

interface Props {
  play: Play;
  onChange: (play: Play) => void;
  onSubmit: () => void;
}

const OUTPUTS: Record<OutputKind, string> = {
  text: "Text",
  json_object: "JSON",
  json_schema: "JSON of a schema",
};

const SCHEMA = `{
  "type": "object",
  "properties": {"answer": {"type": "string"}},
  "required": ["answer"],
  "additionalProperties": false
}`;
const TOOLS = `[{"type": "function", "function": {"name": "read_log", "description": "…",
  "parameters": {"type": "object", "properties": {"build": {"type": "integer"}}}}}]`;

/** Variables, placeholders, tools and the form of the answer: the same for every model. */
export function Options({ play, onChange, onSubmit }: Props) {
  const variables = variableNames(play);
  const placeholders = placeholderNames(play).filter(Boolean);
  return (
    <div className="play-options">
      {variables.length > 0 && (
        <section aria-label="Variables">
          <h3>Variables</h3>
          {variables.map((name) => (
            <label key={name} className="field">
              <span>{name}</span>
              <textarea
                className="input"
                rows={1}
                value={play.variables[name] ?? ""}
                onChange={(event) =>
                  onChange({ ...play, variables: { ...play.variables, [name]: event.target.value } })
                }
              />
            </label>
          ))}
        </section>
      )}
      {placeholders.map((name) => (
        <section key={name} aria-label={`Placeholder ${name}`}>
          <h3>Messages for {name}</h3>
          <CodeEditor
            label={`Messages for ${name}`}
            language="json"
            placeholder='[{"role": "user", "content": "…"}]'
            value={play.placeholders[name] ?? ""}
            onChange={(text) =>
              onChange({ ...play, placeholders: { ...play.placeholders, [name]: text } })
            }
            onSubmit={onSubmit}
          />
        </section>
      ))}
      <details className="fold" open={play.tools.trim() !== "" || undefined}>
        <summary>Tools</summary>
        <CodeEditor
          label="Tools"
          language="json"
          placeholder={TOOLS}
          value={play.tools}
          onChange={(tools) => onChange({ ...play, tools })}
          onSubmit={onSubmit}
        />
      </details>
      <details className="fold" open={play.output !== "text" || undefined}>
        <summary>
          Form of the answer <span className="quiet">{OUTPUTS[play.output]}</span>
        </summary>
        <div className="choices" role="group" aria-label="Form of the answer">
          {(Object.keys(OUTPUTS) as OutputKind[]).map((kind) => (
            <button
              key={kind}
              type="button"
              className="button small"
              aria-pressed={play.output === kind}
              onClick={() => onChange({ ...play, output: kind })}
            >
              {OUTPUTS[kind]}
            </button>
          ))}
        </div>
        {play.output === "json_schema" && (
          <CodeEditor
            label="JSON Schema of the answer"
            language="json"
            placeholder={SCHEMA}
            value={play.schema}
            onChange={(schema) => onChange({ ...play, schema })}
            onSubmit={onSubmit}
          />
        )}
      </details>
    </div>
  );
}
