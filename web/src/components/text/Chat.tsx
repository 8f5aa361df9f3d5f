import { Suspense, lazy, useState } from "react";
import { type Message, type Part, SHOWN_IMAGE } from "../../lib/chat";
import { inert, inertLine } from "../../lib/inert";
import { piecesOf } from "../../lib/mediaReferences";
import { LongText } from "../Json";
import { Media } from "./Media";
import "../../styles/text.css";

const Markdown = lazy(() => import("./Markdown"));
const LONG_MESSAGE = 6000;
const LONG_RESULT = 1500;
const LONGEST_MARKDOWN = 60_000;
/** What makes Markdown worth reading as such. */
const MARKED = /(^|\n)\s{0,3}(#{1,6} |[-*+] |\d+[.)] |>|```|\|.+\|)|\*\*|__|`[^`]+`|\[[^\]]+\]\(|https?:\/\//;

const HEADINGS: Partial<Record<Part["kind"], string>> = { call: "Tool call", result: "Tool result" };

export function Bubble({ message }: { message: Message }) {
  return (
    <div className="message" data-role={message.role}>
      <span className="role">{inertLine(message.role)}</span>
      {message.parts.length === 0 && <p className="quiet">Empty</p>}
      {message.parts.map((part, index) => (
        <PartView key={index} part={part} />
      ))}
    </div>
  );
}

function PartView({ part }: { part: Part }) {
  if (part.kind === "image" && SHOWN_IMAGE.test(part.text)) {
    return <img className="part-image" src={part.text} alt="In the message" />;
  }
  if (part.kind === "audio") {
    return <audio className="part-audio" controls preload="none" src={part.text} aria-label="In the message" />;
  }
  if (part.kind === "thinking") return <Thinking text={part.text} />;
  if (part.kind === "text" || part.kind === "image") return <Prose text={part.text} />;
  const heading = HEADINGS[part.kind];
  return (
    <div className="part" data-kind={part.kind} data-failed={part.failed || undefined}>
      {heading && (
        <span className="part-head">
          {heading} {part.name && <b>{inertLine(part.name)}</b>}
          {part.failed && <span className="badge error">failed</span>}
        </span>
      )}
      <Lines text={part.text} limit={part.kind === "result" ? LONG_RESULT : LONG_MESSAGE} />
      {part.result !== undefined && (
        <div className="part-result">
          <span className="part-head">Result</span>
          <Lines text={part.result} limit={LONG_RESULT} />
        </div>
      )}
    </div>
  );
}

function Thinking({ text }: { text: string }) {
  return (
    <details className="part" data-kind="thinking">
      <summary>
        Thinking <span className="quiet">{text.length.toLocaleString()} characters</span>
      </summary>
      <LongText text={text} limit={LONG_MESSAGE} />
    </details>
  );
}

/** What somebody said: Markdown where it is Markdown, media where it refers to some. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {piecesOf(text).map((piece, at) =>
        typeof piece === "string" ? <Said key={at} text={piece} /> : <Media key={at} reference={piece} />,
      )}
    </>
  );
}

function Said({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const cut = !whole && text.length > LONG_MESSAGE * 1.2;
  const shown = cut ? text.slice(0, LONG_MESSAGE) : text;
  const plain = (
    <div className="part" data-kind="text" dir="auto">
      {inert(shown)}
    </div>
  );
  return (
    <>
      {shown.length <= LONGEST_MARKDOWN && MARKED.test(shown) ? (
        <Suspense fallback={plain}>
          <Markdown text={shown} />
        </Suspense>
      ) : (
        plain
      )}
      {cut && (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          … all {text.length.toLocaleString()} characters
        </button>
      )}
    </>
  );
}

function Lines({ text, limit }: { text: string; limit: number }) {
  return (
    <>
      {piecesOf(text).map((piece, at) =>
        typeof piece === "string" ? (
          <LongText key={at} text={piece} limit={limit} />
        ) : (
          <Media key={at} reference={piece} />
        ),
      )}
    </>
  );
}
