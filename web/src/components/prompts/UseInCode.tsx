import { useState } from "react";
import { HOST } from "../../lib/base";
import { type Prompt, variablesOf } from "../../lib/prompts";
import { Code } from "../Copy";

interface Props {
  prompt: Prompt;
}

const LANGUAGES = ["Python", "JavaScript", "curl"] as const;

/** How programs get this prompt and link their calls to it. */
export function UseInCode({ prompt }: Props) {
  const [language, setLanguage] = useState<(typeof LANGUAGES)[number]>("Python");
  const labels = prompt.labels.filter((each) => each !== "latest");
  const pin = labels.includes("production") ? "" : (labels[0] ?? prompt.version);
  return (
    <section className="use-in-code">
      <h3>Use it in code</h3>
      <div className="choices" role="group" aria-label="Language">
        {LANGUAGES.map((each) => (
          <button
            key={each}
            type="button"
            className="button small"
            aria-pressed={language === each}
            onClick={() => setLanguage(each)}
          >
            {each}
          </button>
        ))}
      </div>
      <Code text={SNIPPETS[language](prompt, pin)} label={`${language} example`} />
      <p className="quiet">
        {pin === ""
          ? "Without a version or label, programs get the version with the label production."
          : "This version is not in production, so the example names it."}
      </p>
    </section>
  );
}

const quoted = JSON.stringify;

const SNIPPETS: Record<(typeof LANGUAGES)[number], (prompt: Prompt, pin: string | number) => string> = {
  Python: (prompt, pin) => {
    const more = [
      ...(pin === "" ? [] : [typeof pin === "number" ? `version=${pin}` : `label=${quoted(pin)}`]),
      ...(prompt.type === "chat" ? ['type="chat"'] : []),
    ];
    const names = variablesOf(prompt.prompt);
    const given = names.map((each) => `${each}="…"`).join(", ");
    const messages =
      prompt.type === "chat" ? "messages=text" : 'messages=[{"role": "user", "content": text}]';
    return `from langfuse import get_client
from langfuse.openai import openai  # or your own client

prompt = get_client().get_prompt(${[quoted(prompt.name), ...more].join(", ")})
text = prompt.compile(${given})

openai.chat.completions.create(
    model="…",
    ${messages},
    langfuse_prompt=prompt,  # links the call to this version
)`;
  },
  JavaScript: (prompt, pin) => {
    const version = typeof pin === "number" ? String(pin) : "undefined";
    const options = [
      ...(typeof pin === "string" && pin ? [`label: ${quoted(pin)}`] : []),
      ...(prompt.type === "chat" ? ['type: "chat"'] : []),
      ...(typeof pin === "number" ? [`version: ${version}`] : []),
    ];
    const names = variablesOf(prompt.prompt);
    const given = names.map((each) => `${/^\w+$/.test(each) ? each : quoted(each)}: "…"`).join(", ");
    return `import { LangfuseClient } from "@langfuse/client";

const langfuse = new LangfuseClient();
const prompt = await langfuse.prompt.get(${quoted(prompt.name)}${options.length ? `, { ${options.join(", ")} }` : ""});
const text = prompt.compile({${given ? ` ${given} ` : ""}});`;
  },
  curl: (prompt, pin) => {
    const query =
      pin === "" ? "" : `?${typeof pin === "number" ? "version" : "label"}=${encodeURIComponent(pin)}`;
    return `curl -u "$LANGFUSE_PUBLIC_KEY:$LANGFUSE_SECRET_KEY" \\
  '${HOST}/api/public/v2/prompts/${encodeURIComponent(prompt.name).replaceAll("'", "%27")}${query}'`;
  },
};
