import { type ColumnDef, flexRender, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { rowHeight } from "../lib/preferences";
import { useShortcuts } from "../lib/shortcuts";
import { useIdle } from "../lib/useIdle";
import { ColumnEdge } from "./ColumnEdge";
import { Skeleton } from "./Skeleton";

declare module "@tanstack/react-table" {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface ColumnMeta<TData, TValue> {
    /** CSS width; one column without a width takes what is left. */
    width?: string;
    numeric?: boolean;
    /** From which width of the window on the column is shown, in pixels. */
    from?: number;
    /** Below which width it is shown, in pixels. */
    until?: number;
    /** The API's name to order by. */
    order?: string;
  }
}

/** Rows chosen for an action, by id. */
export interface Selecting {
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
}

/** Widths somebody gave columns by hand, in pixels by the column's id. */
export interface Resizing {
  widths: Readonly<Record<string, number>>;
  onResize: (id: string, width: number | undefined) => void;
}

interface Props<T> {
  label: string;
  rows: T[];
  columns: ColumnDef<T, unknown>[];
  rowId: (row: T) => string;
  onOpen: (row: T) => void;
  onEnd: () => void;
  /** What a click on a row does; it opens the row otherwise. */
  onClick?: (row: T) => void;
  order?: string;
  onOrder?: (order: string | undefined) => void;
  onScrolled?: (scrolled: boolean) => void;
  /** The row the keyboard is on. */
  active?: string;
  onActive?: (id: string | undefined) => void;
  /** Whether the pointer rests on the rows. */
  onPointer?: (over: boolean) => void;
  selecting?: Selecting;
  resizing?: Resizing;
  end?: ReactNode;
}


/** Rows by the thousand: only those in sight are in the page. */
export function DataTable<T>(props: Props<T>) {
  const { rows, columns, rowId, onOpen, onEnd, onScrolled, selecting, resizing } = props;
  const width = useWindowWidth();
  const scroller = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState<string>();
  const active = props.onActive ? props.active : own;
  const setActive = props.onActive ?? setOwn;
  const shown = columns.filter(
    (column) => (column.meta?.from ?? 0) <= width && width < (column.meta?.until ?? Infinity),
  );
  const table = useReactTable({
    data: rows,
    columns: shown,
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
  });
  const all = table.getRowModel().rows;
  // The first rows are not kept waiting for those out of sight.
  const settled = useIdle(all.length > 0);
  const virtual = useVirtualizer({
    count: all.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    overscan: settled ? 12 : 0,
    getItemKey: (index) => all[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (all.length > 0 && last >= all.length - 15) onEnd();
  }, [last, all.length, onEnd]);

  const at = all.findIndex((row) => row.id === active);
  const move = (by: number) => {
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
    if (!next) return;
    setActive(next.id);
    virtual.scrollToIndex(next.index);
  };
  const toggle = (id: string, range: boolean) => {
    if (!selecting) return;
    const chosen = new Set(selecting.selected);
    const adding = !chosen.has(id);
    const ids = range && at >= 0 ? between(all, at, id) : [id];
    for (const each of ids) {
      if (adding) chosen.add(each);
      else chosen.delete(each);
    }
    selecting.onSelect(chosen);
    setActive(id);
  };
  useShortcuts({
    next: () => move(1),
    previous: () => move(-1),
    open: () => {
      const row = all[at];
      if (row) onOpen(row.original);
    },
    ...(selecting && {
      select: () => {
        if (active !== undefined && at >= 0) toggle(active, false);
      },
    }),
  });
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const everyId = selecting ? all.map((row) => row.id) : [];
  const chosen = everyId.filter((id) => selecting?.selected.has(id)).length;
  return (
    <div
      className="table-scroll"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={props.label}
      onScroll={(event) => onScrolled?.(event.currentTarget.scrollTop > 10)}
    >
      <table
        className="table"
        aria-rowcount={rows.length + 1}
        style={resizing && { minWidth: leastWidth(shown, resizing.widths) }}
      >
        <colgroup>
          {selecting && <col className="pick-col" />}
          {shown.map((column, index) => (
            <col
              key={column.id ?? index}
              style={{ width: resizing?.widths[column.id ?? ""] ?? column.meta?.width }}
            />
          ))}
        </colgroup>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {selecting && (
                <th scope="col" className="pick">
                  <input
                    type="checkbox"
                    aria-label="Select all that are loaded"
                    checked={chosen > 0 && chosen === everyId.length}
                    ref={(box) => {
                      if (box) box.indeterminate = chosen > 0 && chosen < everyId.length;
                    }}
                    onChange={() =>
                      selecting.onSelect(new Set(chosen === everyId.length ? [] : everyId))
                    }
                  />
                </th>
              )}
              {group.headers.map((header) => (
                <Head
                  key={header.id}
                  name={header.column.columnDef.meta?.order}
                  numeric={header.column.columnDef.meta?.numeric}
                  order={props.order}
                  onOrder={props.onOrder}
                  edge={
                    resizing && (
                      <ColumnEdge
                        label={String(header.column.columnDef.header)}
                        onWidth={(to) => resizing.onResize(header.column.id, to)}
                      />
                    )
                  }
                >
                  {flexRender(header.column.columnDef.header, header.getContext())}
                </Head>
              ))}
            </tr>
          ))}
        </thead>
        <tbody
          onPointerEnter={() => props.onPointer?.(true)}
          onPointerLeave={() => props.onPointer?.(false)}
        >
          {above > 0 && <Gap height={above} />}
          {items.map((item) => {
            const row = all[item.index];
            if (!row) return null;
            const picked = selecting?.selected.has(row.id);
            return (
              <tr
                key={row.id}
                aria-rowindex={item.index + 2}
                aria-selected={selecting ? Boolean(picked) : undefined}
                className={row.id === active ? "active" : undefined}
                onClick={(event) => {
                  if (event.defaultPrevented || getSelection()?.toString()) return;
                  (props.onClick ?? onOpen)(row.original);
                  if (props.onClick) setActive(row.id);
                }}
                onDoubleClick={() => props.onClick && onOpen(row.original)}
              >
                {selecting && (
                  <td className="pick" onClick={(event) => event.stopPropagation()}>
                    <input
                      type="checkbox"
                      aria-label={`Select row ${item.index + 1}`}
                      checked={Boolean(picked)}
                      onClick={(event) => toggle(row.id, event.shiftKey)}
                      onChange={() => undefined}
                    />
                  </td>
                )}
                {row.getVisibleCells().map((cell) => (
                  <td
                    key={cell.id}
                    className={cell.column.columnDef.meta?.numeric ? "number" : undefined}
                  >
                    {flexRender(cell.column.columnDef.cell, cell.getContext())}
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && <Gap height={below} />}
        </tbody>
      </table>
      {props.end}
    </div>
  );
}

const REM = 16;
/** Of the column that takes what is left: the usual columns then fit 390 pixels. */
const REST = 136;

/** Room for every column, so that the one that takes what is left keeps some: it scrolls then. */
function leastWidth<T>(columns: ColumnDef<T, unknown>[], widths: Resizing["widths"]): number {
  return columns.reduce((sum, { id = "", meta }) => {
    const rem = /^clamp\(([\d.]+)rem|^([\d.]+)rem/.exec(meta?.width ?? "");
    return sum + (widths[id] ?? (rem ? Number(rem[1] ?? rem[2]) * REM : REST));
  }, 0);
}

/** Ids from one place of the list to a row, in either direction. */
function between(all: { id: string }[], from: number, id: string): string[] {
  const to = all.findIndex((row) => row.id === id);
  return all.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id);
}

function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden="true" className="gap">
      <td style={{ height }} />
    </tr>
  );
}

interface HeadProps {
  name: string | undefined;
  numeric: boolean | undefined;
  order: string | undefined;
  onOrder: ((order: string | undefined) => void) | undefined;
  edge: ReactNode;
  children: ReactNode;
}

/** Click: largest first, then smallest first, then the list's own order again. */
function Head({ name, numeric, order, onOrder, edge, children }: HeadProps) {
  const className = numeric ? "number" : undefined;
  if (!name || !onOrder) {
    return (
      <th scope="col" className={className}>
        {children}
        {edge}
      </th>
    );
  }
  const descending = order === `${name}.desc`;
  const ascending = order === `${name}.asc`;
  const next = descending ? `${name}.asc` : ascending ? undefined : `${name}.desc`;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={descending ? "descending" : ascending ? "ascending" : undefined}
    >
      <button type="button" onClick={() => onOrder(next)}>
        {children}
        {descending && <ArrowDown aria-hidden />}
        {ascending && <ArrowUp aria-hidden />}
      </button>
      {edge}
    </th>
  );
}

export function useWindowWidth(): number {
  const [width, setWidth] = useState(innerWidth);
  useEffect(() => {
    const measure = () => setWidth(innerWidth);
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  return width;
}

/** Grey lines where rows will be. */
export function TableSkeleton() {
  return <Skeleton lines={14} />;
}
