// New rows of a list as they come. They wait while somebody is looking at the rows, so that nothing
// moves under the pointer or the keyboard's row.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { api } from "./api";
import { type Asked, type Line, PAGE_SIZE, type RowsPage, explorePath } from "./explore";
import { boundsOf, isAbsolute } from "./timeRange";

const EVERY_MS = 4000;
/** Rows may come in late: this far back the tail looks again. */
const LATE_MS = 5 * 60_000;
const MOST_WAITING = PAGE_SIZE;
const NOTHING: RowsPage<never> = { data: [], meta: {} };

interface Options<T> {
  asked: Asked;
  /** The pages that are loaded. */
  rows: T[] | undefined;
  keyOf: (row: T) => string;
  /** Only a list by time has a live end. */
  on: boolean;
  /** Somebody looks at the rows: what is new must wait. */
  hold: boolean;
}

export interface LiveTail<T> {
  /** Loaded rows with new ones among them and the newest figures on all. */
  rows: T[];
  waiting: number;
  /** More came than the tail can hold: the list must be read anew. */
  overflow: boolean;
  show: () => void;
  /** After rows were changed or deleted: nothing that was read before comes back. */
  forget: () => void;
}

export function useLiveTail<T extends Line>(options: Options<T>): LiveTail<T> {
  const { asked, rows, keyOf, on, hold } = options;
  const client = useQueryClient();
  const place = JSON.stringify(asked);
  const [state, setState] = useState<{ place: string; shown: T[] }>({ place, shown: [] });
  const shown = state.place === place ? state.shown : [];
  const newest = [...shown, ...(rows ?? [])].reduce(
    (latest, row) => (row.timestamp > latest ? row.timestamp : latest),
    "",
  );
  const tail = useQuery({
    queryKey: ["tail", place],
    queryFn: ({ signal }) => {
      const { from = "" } = boundsOf(asked.range);
      const since = newest ? new Date(Date.parse(newest) - LATE_MS).toISOString() : from;
      return api<RowsPage<T>>(explorePath(asked, "rows"), {
        signal,
        query: { q: asked.q, from: since > from ? since : from, limit: PAGE_SIZE },
      });
    },
    enabled: on && rows !== undefined && !isAbsolute(asked.range),
    refetchInterval: EVERY_MS,
    staleTime: EVERY_MS,
    gcTime: 0,
    // The list has only just been read: the first look comes after a while, too.
    initialData: NOTHING as RowsPage<T>,
  });
  const known = useMemo(
    () => new Set([...shown, ...(rows ?? [])].map(keyOf)),
    [shown, rows, keyOf],
  );
  const found = on ? tail.data.data : [];
  const fresh = found.filter((row) => !known.has(keyOf(row)));
  const overflow = fresh.length >= MOST_WAITING;
  const show = () => setState({ place, shown: [...fresh, ...shown] });
  const forget = () => {
    setState({ place, shown: [] });
    void client.resetQueries({ queryKey: ["tail", place] });
  };
  const freshKeys = fresh.map(keyOf).join("\n");
  useEffect(() => {
    if (fresh.length > 0 && !hold && !overflow) show();
    // The keys stand for the rows.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [freshKeys, hold, overflow]);
  const merged = useMemo(() => {
    const byKey = new Map((rows ?? []).map((row) => [keyOf(row), row]));
    for (const row of shown) if (!byKey.has(keyOf(row))) byKey.set(keyOf(row), row);
    for (const row of found) if (byKey.has(keyOf(row))) byKey.set(keyOf(row), row);
    const all = [...byKey.values()];
    return shown.length > 0
      ? all.sort((one, other) => (one.timestamp < other.timestamp ? 1 : one.timestamp > other.timestamp ? -1 : 0))
      : all;
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rows, shown, tail.data, keyOf, on]);
  return { rows: merged, waiting: fresh.length, overflow, show, forget };
}
