// Charts as rows of text.
import { endOf, type Category, type TableData, type TimeData, type Unit } from "./model";
import { exact, spanText } from "./units";

/** Newest first. */
export function timeTable(data: TimeData, unit: Unit): TableData {
  const order = data.times.map((_, index) => data.times.length - 1 - index);
  return {
    columns: ["Time", ...data.series.map(({ name }) => name)],
    rows: order.map((index) => [
      spanText(data.times[index] ?? 0, endOf(data, index)),
      ...data.series.map(({ values }) => exact(values[index], unit)),
    ]),
    pickOf: (row) => {
      const index = order[row] ?? 0;
      return { from: data.times[index], to: endOf(data, index) };
    },
  };
}

export function categoryTable(
  categories: Category[],
  unit: Unit,
  names: [group: string, value: string],
): TableData {
  return {
    columns: names,
    rows: categories.map(({ name, value }) => [name, exact(value, unit)]),
    pickOf: (row) => ({ key: categories[row]?.key }),
  };
}
