import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { ListFilter, Pause, Radio } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useColumns } from "../../lib/columns";
import {
  type Asked,
  type ExploreSearch,
  type Line,
  type Surface,
  type Usual,
  rowsQuery,
  usualQuery,
} from "../../lib/explore";
import { plural } from "../../lib/format";
import { rememberList } from "../../lib/listContext";
import { useElementWidth } from "../../lib/elementWidth";
import { useLiveTail } from "../../lib/liveTail";
import { useShortcuts } from "../../lib/shortcuts";
import { USUAL_RANGE } from "../../lib/timeRange";
import { Button } from "../Button";
import { DataTable, TableSkeleton, useWindowWidth } from "../DataTable";
import { Dialog } from "../Dialog";
import { PageHead } from "../PageHead";
import { ErrorLine } from "../Problem";
import { Time } from "../Time";
import { BulkBar } from "./BulkBar";
import { ColumnMenu } from "./ColumnMenu";
import { ExportMenu } from "./ExportMenu";
import { type FacetGroup, Facets } from "./Facets";
import { Peek } from "./Peek";
import { QueryBar, problemOf } from "./QueryBar";
import { SavedViews } from "./SavedViews";
import { Strip } from "./Strip";
import { TimeRangePicker } from "./TimeRangePicker";
import "../../styles/explore.css";

export interface SurfaceConfig<T extends Line> {
  surface: Surface;
  title: string;
  /** A row, in a word. */
  one: string;
  placeholder: string;
  facets: FacetGroup[];
  columns: (projectId: string, usual: ReadonlyMap<string, Usual>) => ColumnDef<T, unknown>[];
  keyOf: (row: T) => string;
  empty: (projectId: string) => ReactNode;
}

interface Props<T extends Line> {
  config: SurfaceConfig<T>;
  projectId: string;
  search: ExploreSearch;
  onSearch: (to: Partial<ExploreSearch>, replace?: boolean) => void;
  onOpen: (row: T) => void;
}

const DRAWER = 900;
const SHOWN = "gatelight.facets";

/** A list to look for something in: query, time, values, course, rows. */
export function Explorer<T extends Line>(props: Props<T>) {
  const { config, projectId, search, onSearch } = props;
  const { surface, keyOf } = config;
  const [q, range, order] = [search.q ?? "", search.range ?? USUAL_RANGE, search.order];
  const asked = useMemo<Asked>(() => ({ projectId, surface, q, range }), [projectId, surface, q, range]);
  const [live, setLive] = useState(true);
  const [scrolled, setScrolled] = useState(false);
  const [pointer, setPointer] = useState(false);
  const [onPill, setOnPill] = useState(false);
  const [active, setActive] = useState<string>();
  const [peeking, setPeeking] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const client = useQueryClient();
  const main = useRef<HTMLDivElement>(null);
  const room = useElementWidth(main);
  const narrow = useWindowWidth() < DRAWER;
  const [facets, setFacets] = useFacetsShown(narrow);

  const found = useInfiniteQuery(rowsQuery<T>(asked, order));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const loaded = useMemo(() => data?.pages.flatMap((page) => page.data), [data]);
  const hold = scrolled || pointer || onPill || active !== undefined || selected.size > 0;
  const tail = useLiveTail<T>({ asked, rows: loaded, keyOf, on: live && !order && !found.isPlaceholderData, hold });
  useEffect(() => {
    // The pointer does not leave what is taken away from under it.
    if (tail.waiting === 0) setOnPill(false);
  }, [tail.waiting]);
  const rows = tail.rows;
  const names = useMemo(
    () => [...new Set(rows.slice(0, 1000).flatMap(({ name }) => name ?? []))].sort().slice(0, 100),
    [rows],
  );
  const usuals = useQuery({ ...usualQuery(asked, names), enabled: names.length > 0 });
  const usual = useMemo(
    () => new Map(usuals.data?.data.map((each) => [each.name, each])),
    [usuals.data],
  );
  const columns = useColumns(
    surface,
    useMemo(() => config.columns(projectId, usual), [config, projectId, usual]),
    room,
  );
  useEffect(() => {
    setActive(undefined);
    setSelected(new Set());
  }, [asked, order]);

  const searchedTo = data?.pages.at(-1)?.meta.searchedTo;
  const onEnd = useCallback(() => {
    // A search that came to its deadline goes on only when asked.
    if (hasNextPage && !isFetchingNextPage && !searchedTo) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, searchedTo]);
  const remember = () => {
    const ids = rows.map((each) => ("traceId" in each ? each.traceId : each.id));
    rememberList(projectId, "traces", { ids: [...new Set(ids)], href: location.pathname + location.search });
  };
  const open = (row: T) => {
    remember();
    props.onOpen(row);
  };
  const showNew = () => {
    if (tail.overflow) void client.resetQueries({ queryKey: rowsQuery<T>(asked, order).queryKey });
    else tail.show();
    document.querySelector(".table-scroll")?.scrollTo({ top: 0 });
  };
  useShortcuts({
    live: () => setLive(!live),
    facets: () => setFacets(!facets),
    peek: () => setPeeking(!peeking),
    fresh: showNew,
    leave: () => {
      if (peeking) setPeeking(false);
      else if (selected.size > 0) setSelected(new Set());
      else setActive(undefined);
    },
  });
  const line = peeking ? rows.find((row) => keyOf(row) === active) : undefined;
  const later = !found.isPending;
  const values = (
    <Facets asked={asked} groups={config.facets} enabled={later} onQuery={(to) => onSearch({ q: to })} />
  );
  const chosen = rows.filter((row) => selected.has(keyOf(row)));
  return (
    <div className="list-page explore">
      <PageHead title={config.title}>
        <SavedViews asked={asked} order={order} columns={columns} onSearch={onSearch} />
        <TimeRangePicker range={range} onRange={(to) => onSearch({ range: to })} />
        <Button
          small
          icon={live ? Radio : Pause}
          className={live ? "live" : undefined}
          aria-pressed={live}
          aria-label="Live"
          title={order ? "A list ordered otherwise than by time has no live end" : "Show new rows as they come (l)"}
          onClick={() => setLive(!live)}
        />
        <ExportMenu asked={asked} />
        <ColumnMenu columns={columns} />
      </PageHead>
      <div className="explore-query">
        <Button
          small
          icon={ListFilter}
          aria-label="Values to filter by"
          title="Values to filter by (f)"
          aria-expanded={facets}
          onClick={() => setFacets(!facets)}
        />
        <QueryBar
          asked={asked}
          placeholder={config.placeholder}
          ready={later}
          error={found.error}
          onApply={(to) => onSearch({ q: to })}
        />
      </div>
      {!problemOf(found.error) && <ErrorLine error={found.error} />}
      <div className="explore-body">
        {facets && !narrow && <div className="explore-side">{values}</div>}
        <div
          className="explore-main"
          ref={main}
          onClickCapture={({ target }) => {
            // A link opens its trace by itself, this list is what the trace's page goes on through.
            if ((target as Element).closest("a.row-link")) remember();
          }}
        >
          <Strip asked={asked} enabled={later} one={config.one} onRange={(to) => onSearch({ range: to })} />
          {selected.size > 0 && (
            <BulkBar
              asked={asked}
              rows={chosen}
              one={config.one}
              onClear={() => setSelected(new Set())}
              onChanged={() => {
                setSelected(new Set());
                tail.forget();
              }}
            />
          )}
          {tail.waiting > 0 && (hold || tail.overflow) && (
            // It lies on the rows: a pointer on it has not left them.
            <button
              type="button"
              className="new-rows"
              onPointerEnter={() => setOnPill(true)}
              onPointerLeave={() => setOnPill(false)}
              onClick={showNew}
            >
              {tail.overflow ? "Many" : tail.waiting} new (n)
            </button>
          )}
          {found.isPending ? (
            <TableSkeleton />
          ) : rows.length > 0 ? (
            <DataTable
              label={config.title}
              rows={rows}
              columns={columns.columns}
              rowId={keyOf}
              order={order}
              onOrder={(to) => onSearch({ order: to }, true)}
              onScrolled={setScrolled}
              onPointer={setPointer}
              onEnd={onEnd}
              onOpen={open}
              onClick={() => setPeeking(true)}
              active={active}
              onActive={setActive}
              selecting={{ selected, onSelect: setSelected }}
              resizing={{
                widths: columns.layout.widths,
                onResize: (id, width) => {
                  const { [id]: _, ...others } = columns.layout.widths;
                  const widths = width === undefined ? others : { ...others, [id]: width };
                  columns.change({ ...columns.layout, widths });
                },
              }}
              end={<End count={rows.length} one={config.one} searching={isFetchingNextPage} more={hasNextPage} searchedTo={searchedTo} onMore={() => void fetchNextPage()} />}
            />
          ) : searchedTo ? (
            <End count={0} one={config.one} searching={isFetchingNextPage} more searchedTo={searchedTo} onMore={() => void fetchNextPage()} />
          ) : found.error ? null : q || range !== "all" ? (
            <NothingFound one={config.one} narrowed={q !== ""} onWiden={() => onSearch({ q: undefined, range: q ? search.range : "all" })}>
              {!q && config.empty(projectId)}
            </NothingFound>
          ) : (
            config.empty(projectId)
          )}
        </div>
        {line && (
          <Peek
            projectId={projectId}
            surface={surface}
            line={line}
            onOpen={() => open(line)}
            onClose={() => setPeeking(false)}
          />
        )}
      </div>
      {facets && narrow && (
        <Dialog title="Values to filter by" onClose={() => setFacets(false)}>
          {values}
        </Dialog>
      )}
    </div>
  );
}

interface EndProps {
  count: number;
  one: string;
  searching: boolean;
  more: boolean;
  searchedTo: string | undefined;
  onMore: () => void;
}

/** What is below the last row: that there is more, or no more, or how far a search came. */
function End({ count: rows, one, searching, more, searchedTo, onMore }: EndProps) {
  if (searching) return <p className="table-end">Loading more…</p>;
  if (searchedTo) {
    return (
      <p className="table-end" role="status">
        Searched back to <Time iso={searchedTo} />: {plural(rows, one)} so far.{" "}
        <button type="button" className="link" onClick={onMore}>
          Search on
        </button>
      </p>
    );
  }
  return <p className="table-end">{more ? "" : `${plural(rows, one)}, that is all.`}</p>;
}

interface NothingProps {
  one: string;
  narrowed: boolean;
  onWiden: () => void;
  children: ReactNode;
}

function NothingFound({ one, narrowed, onWiden, children }: NothingProps) {
  return (
    <div className="empty">
      <h2>{narrowed ? `No ${one} meets this query` : `No ${one}s in this time`}</h2>
      <p className="row">
        <Button onClick={onWiden}>{narrowed ? "Remove the query" : "Look at all time"}</Button>
      </p>
      {children}
    </div>
  );
}

/** Remembered on wide windows; on narrow ones a drawer that starts closed. */
function useFacetsShown(narrow: boolean): [boolean, (shown: boolean) => void] {
  const [wide, setWide] = useState(() => {
    try {
      return localStorage.getItem(SHOWN) !== "no";
    } catch {
      return true;
    }
  });
  const [drawer, setDrawer] = useState(false);
  if (narrow) return [drawer, setDrawer];
  return [
    wide,
    (shown) => {
      setWide(shown);
      try {
        localStorage.setItem(SHOWN, shown ? "yes" : "no");
      } catch {
        // Storage is switched off: the choice lasts until the page closes.
      }
    },
  ];
}
