// Which columns of a list are shown, in what order and how wide: remembered in this browser.
import type { ColumnDef } from "@tanstack/react-table";
import { useState } from "react";

export interface ColumnLayout {
  /** Ids in order; columns that are not named follow in their own order. */
  order: string[];
  /** What somebody chose; others are shown when there is room. */
  shown: Record<string, boolean>;
  widths: Record<string, number>;
}

const PLAIN: ColumnLayout = { order: [], shown: {}, widths: {} };

export interface ColumnChoice {
  id: string;
  label: string;
  shown: boolean;
}

export interface Columns<T> {
  /** To draw, in order. */
  columns: ColumnDef<T, unknown>[];
  choices: ColumnChoice[];
  layout: ColumnLayout;
  change: (layout: ColumnLayout) => void;
  reset: () => void;
}

/** `all` must have ids and texts as headers; `width` is the room there is, in pixels. */
export function useColumns<T>(
  name: string,
  all: ColumnDef<T, unknown>[],
  width: number,
): Columns<T> {
  const place = `gatelight.columns.${name}`;
  const [layout, setLayout] = useState(() => read(place));
  const change = (to: ColumnLayout) => {
    setLayout(to);
    try {
      localStorage.setItem(place, JSON.stringify(to));
    } catch {
      // Storage is switched off: the choice lasts until the page closes.
    }
  };
  const rank = new Map(layout.order.map((id, index) => [id, index]));
  const ordered = [...all].sort(
    (one, other) => (rank.get(one.id ?? "") ?? 1000) - (rank.get(other.id ?? "") ?? 1000),
  );
  const fits = (column: ColumnDef<T, unknown>) =>
    (column.meta?.from ?? 0) <= width && width < (column.meta?.until ?? Infinity);
  const isShown = (column: ColumnDef<T, unknown>) => layout.shown[column.id ?? ""] ?? fits(column);
  return {
    columns: ordered
      .filter(isShown)
      .map((column) => ({ ...column, meta: { ...column.meta, from: undefined, until: undefined } })),
    choices: ordered.map((column) => ({
      id: column.id ?? "",
      label: String(column.header),
      shown: isShown(column),
    })),
    layout,
    change,
    reset: () => change(PLAIN),
  };
}

export function isLayout(value: unknown): value is ColumnLayout {
  if (!value || typeof value !== "object") return false;
  const { order, shown, widths } = value as Partial<ColumnLayout>;
  return Array.isArray(order) && [shown, widths].every((each) => each && typeof each === "object");
}

function read(place: string): ColumnLayout {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? "null");
    return isLayout(found) ? found : PLAIN;
  } catch {
    return PLAIN;
  }
}
