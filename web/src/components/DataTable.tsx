import { type ColumnDef, flexRender, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useShortcuts } from "../lib/shortcuts";

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

interface Props<T> {
  label: string;
  rows: T[];
  columns: ColumnDef<T, unknown>[];
  rowId: (row: T) => string;
  onOpen: (row: T) => void;
  onEnd: () => void;
  order?: string;
  onOrder?: (order: string | undefined) => void;
  onScrolled?: (scrolled: boolean) => void;
  end?: ReactNode;
}

const ROW = 34;

/** Rows by the thousand: only those in sight are in the page. */
export function DataTable<T>(props: Props<T>) {
  const { rows, columns, rowId, onOpen, onEnd, onScrolled } = props;
  const width = useWindowWidth();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string>();
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
  const virtual = useVirtualizer({
    count: all.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
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
  useShortcuts({
    next: () => move(1),
    previous: () => move(-1),
    open: () => {
      const row = all[at];
      if (row) onOpen(row.original);
    },
  });
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div
      className="table-scroll"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={props.label}
      onScroll={(event) => onScrolled?.(event.currentTarget.scrollTop > 10)}
    >
      <table className="table" aria-rowcount={rows.length + 1}>
        <colgroup>
          {shown.map((column, index) => (
            <col key={column.id ?? index} style={{ width: column.meta?.width }} />
          ))}
        </colgroup>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <Head
                  key={header.id}
                  name={header.column.columnDef.meta?.order}
                  numeric={header.column.columnDef.meta?.numeric}
                  order={props.order}
                  onOrder={props.onOrder}
                >
                  {flexRender(header.column.columnDef.header, header.getContext())}
                </Head>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && <Gap height={above} />}
          {items.map((item) => {
            const row = all[item.index];
            if (!row) return null;
            return (
              <tr
                key={row.id}
                aria-rowindex={item.index + 2}
                className={row.id === active ? "active" : undefined}
                onClick={(event) => {
                  if (event.defaultPrevented || getSelection()?.toString()) return;
                  onOpen(row.original);
                }}
              >
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
  children: ReactNode;
}

/** Click: largest first, then smallest first, then the list's own order again. */
function Head({ name, numeric, order, onOrder, children }: HeadProps) {
  const className = numeric ? "number" : undefined;
  if (!name || !onOrder) {
    return (
      <th scope="col" className={className}>
        {children}
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
  return (
    <div className="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: 14 }, (_, index) => (
        <div key={index} />
      ))}
    </div>
  );
}
