import * as Tabs from "@radix-ui/react-tabs";
import type { ReactNode } from "react";
import { type Message, type Part, SHOWN_IMAGE, messagesOf } from "../lib/chat";
import { Copy } from "./Copy";
import { Json, LongText } from "./Json";

export const VIEWS = ["chat", "json", "raw"] as const;
export type View = (typeof VIEWS)[number];
const LABELS: Record<View, string> = { chat: "Chat", json: "JSON", raw: "Raw" };
const LONG_MESSAGE = 6000;
const LONG_RAW = 200_000;

interface Both {
  input: unknown;
  output: unknown;
}

interface Shown {
  view: View;
  onView: (view: View) => void;
}

export function Payload({ input, output, view, onView }: Both & Shown) {
  if (isNothing(input) && isNothing(output)) {
    return <p className="quiet">No input and no output were recorded.</p>;
  }
  return (
    <Views view={view} onView={onView}>
      <Sides input={input} output={output} view={view} />
    </Views>
  );
}

/** Input and output. It is somebody else's text: shown as text, never as HTML. */
export function Sides({ input, output, view }: Both & { view: View }) {
  return (
    <>
      <Side title="Input" value={input} view={view} role="user" />
      <Side title="Output" value={output} view={view} role="assistant" />
    </>
  );
}

/** Tabs over whatever shows payload in the chosen view. */
export function Views({ view, onView, children }: Shown & { children: ReactNode }) {
  return (
    <Tabs.Root
      className="payload"
      value={view}
      onValueChange={(to) => onView(to as View)}
    >
      <Tabs.List className="tabs" aria-label="How input and output are shown">
        {VIEWS.map((each) => (
          <Tabs.Trigger key={each} value={each} className="tab">
            {LABELS[each]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {VIEWS.map((each) => (
        <Tabs.Content key={each} value={each} tabIndex={-1}>
          {each === view && children}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

function Side(props: { title: string; value: unknown; view: View; role: string }) {
  const { title, value, view, role } = props;
  return (
    <section className="side-of">
      <header>
        <h3>{title}</h3>
        {!isNothing(value) && <Copy text={rawText(value)} label={`Copy ${title.toLowerCase()}`} />}
      </header>
      {isNothing(value) ? (
        <p className="quiet">None</p>
      ) : view === "raw" ? (
        <pre className="raw">
          <LongText text={rawText(value)} limit={LONG_RAW} />
        </pre>
      ) : view === "json" ? (
        <div className="json">
          <Json value={value} />
        </div>
      ) : (
        <Chat value={value} role={role} />
      )}
    </section>
  );
}

function Chat({ value, role }: { value: unknown; role: string }) {
  const messages = messagesOf(value, role);
  if (!messages) {
    return (
      <div className="json">
        <Json value={value} />
      </div>
    );
  }
  return (
    <ol className="chat">
      {messages.map((message, index) => (
        <Bubble key={index} message={message} />
      ))}
    </ol>
  );
}

function Bubble({ message }: { message: Message }) {
  return (
    <li className="message" data-role={message.role}>
      <span className="role">{message.role}</span>
      {message.parts.length === 0 && <p className="quiet">Empty</p>}
      {message.parts.map((part, index) => (
        <PartView key={index} part={part} />
      ))}
    </li>
  );
}

const HEADINGS: Partial<Record<Part["kind"], string>> = {
  call: "Tool call",
  result: "Tool result",
  thinking: "Thinking",
};

function PartView({ part }: { part: Part }) {
  if (part.kind === "image" && SHOWN_IMAGE.test(part.text)) {
    return <img className="part-image" src={part.text} alt="In the message" />;
  }
  const heading = HEADINGS[part.kind];
  return (
    <div className="part" data-kind={part.kind}>
      {heading && (
        <span className="part-head">
          {heading} {part.name && <b>{part.name}</b>}
        </span>
      )}
      <LongText text={part.text} limit={LONG_MESSAGE} />
    </div>
  );
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

export function rawText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
