// Everything a page needs to draw numbers.
export { HorizontalBars, VerticalBars } from "./Bars";
export { BigNumber } from "./BigNumber";
export { ChartTable } from "./ChartTable";
export { ChartFrame } from "./Frame";
export { type Bin, Histogram } from "./Histogram";
export {
  type Category,
  type ChartSeries,
  endOf,
  type Pick,
  type TableData,
  type TimeData,
  type Unit,
} from "./model";
export { Pie } from "./Pie";
export { Pivot, type PivotRow } from "./Pivot";
export { Sparkline } from "./Sparkline";
export { categoryTable, timeTable } from "./tables";
export { TimeChart } from "./TimeChart";
export { exact, shown, spanText } from "./units";
