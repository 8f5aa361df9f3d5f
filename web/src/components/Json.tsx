import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { inert } from "../lib/inert";

const CHUNK = 100;
const LONG = 600;
/** One element never holds more than this. */
const MOST = 200_000;

/** JSON as a tree; what is closed is not in the page. */
export function Json({ value, name, depth = 0 }: { value: unknown; name?: string; depth?: number }) {
  const entries = entriesOf(value);
  const [open, setOpen] = useState(depth < 2);
  const [limit, setLimit] = useState(CHUNK);
  if (!entries) {
    return (
      <div className="json-leaf">
        {name !== undefined && <span className="json-key">{inert(name)}</span>}
        <Leaf value={value} />
      </div>
    );
  }
  const list = Array.isArray(value);
  return (
    <div className="json-node">
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
        {name !== undefined && <span className="json-key">{inert(name)}</span>}
        <span className="quiet">{list ? `[${entries.length}]` : `{${entries.length}}`}</span>
      </button>
      {open && (
        <div className="json-children">
          {entries.slice(0, limit).map(([key, each]) => (
            <Json key={key} name={key} value={each} depth={depth + 1} />
          ))}
          {entries.length > limit && (
            <button type="button" className="link" onClick={() => setLimit(limit + 10 * CHUNK)}>
              {entries.length - limit} more
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function entriesOf(value: unknown): [string, unknown][] | null {
  if (Array.isArray(value)) return value.map((each, index) => [String(index), each]);
  if (typeof value === "object" && value !== null) return Object.entries(value);
  return null;
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value !== "string") {
    return <span className="json-value">{value === null ? "null" : String(value)}</span>;
  }
  return <LongText className="json-text" text={value} limit={LONG} />;
}

/** Text with its beginning shown first when it is long. */
export function LongText(props: { text: string; limit: number; className?: string }) {
  const [whole, setWhole] = useState(false);
  const { text, limit } = props;
  const cut = !whole && text.length > limit * 1.2;
  return (
    <span className={props.className} dir="auto">
      {inert(cut ? text.slice(0, limit) : text.slice(0, MOST))}
      {cut && (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          … all {text.length.toLocaleString()} characters
        </button>
      )}
      {!cut && text.length > MOST && <i> … the rest is in the raw view</i>}
    </span>
  );
}
