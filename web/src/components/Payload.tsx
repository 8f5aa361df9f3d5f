import * as Tabs from "@radix-ui/react-tabs";
import { Download } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { messagesOf, pairTools } from "../lib/chat";
import { plural } from "../lib/format";
import { inert } from "../lib/inert";
import { bytes, readStored } from "../lib/stored";
import type { StoredText, Texts } from "../lib/traceTypes";
import { Copy } from "./Copy";
import { Bubble } from "./text/Chat";
import { JsonView } from "./text/JsonView";
import { RawView } from "./text/RawView";

export const VIEWS = ["chat", "json", "raw"] as const;
export type View = (typeof VIEWS)[number];
const LABELS: Record<View, string> = { chat: "Chat", json: "JSON", raw: "Raw" };
/** Of a long conversation the end is shown first. */
const LAST = 60;

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

interface SideProps {
  title: string;
  value: unknown;
  /** As it is stored, when the caller knows. */
  text?: string;
  view: View;
  role: string;
  note?: ReactNode;
}

function Side({ title, value, text, view, role, note }: SideProps) {
  return (
    <section className="side-of">
      <header>
        <h3>{title}</h3>
        {!isNothing(value) && <Copy text={() => text ?? rawText(value)} label={`Copy ${title.toLowerCase()}`} />}
        {note}
      </header>
      {isNothing(value) ? (
        <p className="quiet">None</p>
      ) : view === "raw" ? (
        <RawView text={text ?? rawText(value)} label={title} />
      ) : view === "json" ? (
        <JsonView value={value} label={title} />
      ) : (
        <Chat value={value} role={role} title={title} />
      )}
    </section>
  );
}

interface StoredProps extends Shown {
  texts: Texts;
  /** Address of a file with the whole text. */
  download: (field: "input" | "output") => string;
}

/** Input and output as the server keeps them: text, of which a very large one came only in part. */
export function StoredPayload({ texts, view, onView, download }: StoredProps) {
  if (!texts.input && !texts.output) {
    return <p className="quiet">No input and no output were recorded.</p>;
  }
  return (
    <Views view={view} onView={onView}>
      <StoredSide title="Input" stored={texts.input} view={view} role="user" file={download("input")} />
      <StoredSide title="Output" stored={texts.output} view={view} role="assistant" file={download("output")} />
    </Views>
  );
}

interface StoredSideProps {
  title: string;
  stored: StoredText | null;
  view: View;
  role: string;
  file: string;
}

export function StoredSide({ title, stored, view, role, file }: StoredSideProps) {
  const value = useMemo(() => (stored?.whole ? readStored(stored.text) : stored?.text), [stored]);
  if (!stored) return <Side title={title} value={null} view={view} role={role} />;
  const note = stored.bytes > LARGE && (
    <a className="button small" href={file} download>
      <Download aria-hidden />
      {bytes(stored.bytes)}
    </a>
  );
  if (!stored.whole) {
    return (
      <section className="side-of">
        <header>
          <h3>{title}</h3>
          {note}
        </header>
        <p className="quiet">
          {bytes(stored.bytes)} is more than a page can show well. This is the beginning; the download
          has all of it.
        </p>
        <RawView text={inert(stored.text)} label={title} />
      </section>
    );
  }
  const raw = view === "raw" && typeof value !== "string" ? JSON.stringify(value, null, 2) : stored.text;
  return <Side title={title} value={value} text={raw} view={view} role={role} note={note} />;
}

const LARGE = 100_000;

function Chat({ value, role, title }: { value: unknown; role: string; title: string }) {
  const messages = useMemo(() => messagesOf(value, role), [value, role]);
  const paired = useMemo(() => messages && pairTools(messages), [messages]);
  const [from, setFrom] = useState(LAST);
  if (!paired) return <JsonView value={value} label={title} />;
  const hidden = Math.max(paired.length - from, 0);
  return (
    <>
      {hidden > 0 && (
        <button type="button" className="button small" onClick={() => setFrom(from + 10 * LAST)}>
          {plural(hidden, "earlier message")}
        </button>
      )}
      <ol className="chat">
        {paired.slice(hidden).map((message, index) => (
          <li key={hidden + index}>
            <Bubble message={message} />
          </li>
        ))}
      </ol>
    </>
  );
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

export function rawText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
