import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight, ChevronUp, Search } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { inert } from "../../lib/inert";
import {
  type JsonRow,
  MOST_HITS,
  type Path,
  firstOpen,
  isContainer,
  keyOf,
  keysAbove,
  pathText,
  rowsOf,
  searchJson,
} from "../../lib/jsonTree";
import { Copy } from "../Copy";
import { IconButton } from "../IconButton";
import "../../styles/text.css";

const ROW = 22;
const LONG = 400;
const SMALL = 24;

/** A JSON value as a tree of which only the rows in sight are in the page. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const [open, setOpen] = useState(() => firstOpen(value));
  const [active, setActive] = useState<string>(keyOf([]));
  const [wanted, setWanted] = useState("");
  const deferred = useDeferredValue(wanted);
  const hits = useMemo(() => searchJson(value, deferred), [value, deferred]);
  const [hit, setHit] = useState(0);
  const rows = useMemo(() => rowsOf(value, open), [value, open]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    getItemKey: (at) => rows[at]?.key ?? at,
  });
  const at = rows.findIndex((row) => row.key === active);
  const shown = rows[at];

  const toggle = (row: JsonRow, to = !open.has(row.key)) => {
    const next = new Set(open);
    if (to) next.add(row.key);
    else next.delete(row.key);
    setOpen(next);
  };
  const goTo = (path: Path | undefined) => {
    if (!path) return;
    setOpen(new Set([...open, ...keysAbove(value, path)]));
    setActive(keyOf(path));
  };
  useEffect(() => {
    setHit(0);
    if (deferred && hits[0]) goTo(hits[0]);
    // Only when what is searched for changes: opening rows must not jump back.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [deferred, value]);
  useEffect(() => {
    if (at >= 0 && active !== keyOf([])) virtual.scrollToIndex(at);
  }, [at, active, virtual]);
  const step = (by: number) => {
    if (hits.length === 0) return;
    const next = (hit + by + hits.length) % hits.length;
    setHit(next);
    goTo(hits[next]);
  };

  const onKey = (event: KeyboardEvent) => {
    const move = (to: number) => setActive(rows[Math.max(0, Math.min(rows.length - 1, to))]?.key ?? active);
    if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at - 1);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(rows.length - 1);
    else if (event.key === "ArrowRight" && shown) {
      if (shown.size !== null && !open.has(shown.key)) toggle(shown, true);
      else move(at + 1);
    } else if (event.key === "ArrowLeft" && shown) {
      if (shown.size !== null && open.has(shown.key)) toggle(shown, false);
      else {
        let above = at - 1;
        while (above > 0 && (rows[above] as JsonRow).depth >= shown.depth) above -= 1;
        move(above);
      }
    } else if ((event.key === "Enter" || event.key === " ") && shown) toggle(shown);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  if (!isContainer(value)) {
    return (
      <div className="json">
        <Leaf value={value} />
      </div>
    );
  }
  const total = virtual.getTotalSize();
  return (
    <div className="json-view">
      <div className="json-tools">
        <label className="json-search">
          <Search aria-hidden />
          <span className="hidden">Search in {label}</span>
          <input
            type="search"
            placeholder="Search"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
            }}
          />
        </label>
        {deferred && (
          <>
            <span className="quiet" role="status">
              {hits.length === 0
                ? "Not found"
                : `${hit + 1} of ${hits.length === MOST_HITS ? `${MOST_HITS} and more` : hits.length}`}
            </span>
            <IconButton icon={ChevronUp} aria-label="Hit before" onClick={() => step(-1)} />
            <IconButton icon={ChevronDown} aria-label="Next hit" onClick={() => step(1)} />
          </>
        )}
        <span className="spring" />
        {shown && (
          <>
            <code className="json-path" title={pathText(shown.path)}>
              {inert(pathText(shown.path))}
            </code>
            <Copy text={pathText(shown.path)} label="Copy the path" />
            <Copy text={() => textOf(shown.value)} label="Copy the value" />
          </>
        )}
      </div>
      <div
        className="json-scroll"
        data-large={rows.length > SMALL || undefined}
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label={label}
        aria-activedescendant={at >= 0 ? `${label}-${at}` : undefined}
        onKeyDown={onKey}
      >
        <div className="json-rows" role="presentation" style={{ height: total }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                key={row.key}
                id={`${label}-${item.index}`}
                ref={virtual.measureElement}
                data-index={item.index}
                role="treeitem"
                aria-level={row.depth + 1}
                aria-selected={row.key === active}
                aria-expanded={row.size === null ? undefined : open.has(row.key)}
                className="json-row"
                style={{
                  transform: `translateY(${item.start}px)`,
                  paddingLeft: 6 + Math.min(row.depth, 30) * 14,
                }}
                onClick={() => {
                  setActive(row.key);
                  if (row.size !== null && !getSelection()?.toString()) toggle(row);
                }}
              >
                <Row row={row} open={open.has(row.key)} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Row({ row, open }: { row: JsonRow; open: boolean }) {
  const list = Array.isArray(row.value);
  return (
    <>
      <span className="json-twist" aria-hidden>
        {row.size !== null && (open ? <ChevronDown /> : <ChevronRight />)}
      </span>
      {row.label !== null && (
        <span className={row.range ? "quiet" : "json-key"}>{inert(row.label)}</span>
      )}
      {row.range ? null : row.size === null ? (
        <Leaf value={row.value} />
      ) : (
        <span className="quiet">
          {list ? `[${row.size}]` : `{${row.size}}`} {!open && preview(row.value as object)}
        </span>
      )}
    </>
  );
}

/** The first few members of what is closed. */
function preview(value: object): string {
  const parts: string[] = [];
  for (const key in value) {
    if (parts.length === 4) {
      parts.push("…");
      break;
    }
    const each = (value as Record<string, unknown>)[key];
    const text = isContainer(each) ? (Array.isArray(each) ? "[…]" : "{…}") : String(each).slice(0, 40);
    parts.push(Array.isArray(value) ? text : `${key}: ${text}`);
  }
  return inert(parts.join(", "));
}

function Leaf({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false);
  if (typeof value !== "string") {
    return <span className="json-value">{value === null ? "null" : String(value)}</span>;
  }
  const cut = !whole && value.length > LONG * 1.2;
  return (
    <span className="json-text" dir="auto">
      {inert(cut ? value.slice(0, LONG) : value.slice(0, MOST))}
      {cut && (
        <button
          type="button"
          className="link"
          tabIndex={-1}
          onClick={(event) => {
            event.stopPropagation();
            setWhole(true);
          }}
        >
          … all {value.length.toLocaleString()} characters
        </button>
      )}
      {whole && value.length > MOST && <i> … the raw view shows the rest</i>}
    </span>
  );
}

const MOST = 50_000;

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value, null, 2);
