// The price book as the settings page reads and writes it. Prices on the wire are USD for one unit;
// people read and type them for a million.
export interface Tier {
  name: string;
  isDefault: boolean;
  priority: number;
  conditions: UsageCondition[];
  attributeConditions: AttributeCondition[];
  prices: Record<string, number>;
}

export interface UsageCondition {
  usageDetailPattern: string;
  operator: string;
  value: number;
  caseSensitive?: boolean;
}

export interface AttributeCondition {
  source: string;
  key: string;
  values: string[];
}

export interface Price {
  id: string;
  modelName: string;
  matchPattern: string;
  startDate: string | null;
  unit: string | null;
  isLangfuseManaged: boolean;
  provider: string | null;
  source: string;
  sourceVersion: string | null;
  dailyWindowUtc: string | null;
  pricingTiers: Tier[];
}

export interface Trial {
  model: string;
  entry: Price | null;
  because: string;
  totalCost: string | null;
  lines: { usageKey: string; units: number; unitPrice: string | null; cost: string | null }[];
  flags: { flag: string; meaning: string }[];
  price: { tier: { name: string; because: string } } | null;
}

const MILLION = 1_000_000;

/** `3.00` for a price of 0.000003 USD. */
export function perMillion(price: number | undefined): string {
  if (price === undefined) return "–";
  const value = Number((price * MILLION).toPrecision(10));
  return value.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 6 });
}

export const typedPerMillion = (price: number): string =>
  String(Number((price * MILLION).toPrecision(10)));
export const fromPerMillion = (text: string): number =>
  Number((Number(text) / MILLION).toPrecision(12));

/** Keys offered when prices are typed; any other can be typed, too. */
export const USAGE_KEYS = [
  "input",
  "output",
  "input_cached_tokens",
  "input_cache_creation",
  "output_reasoning_tokens",
  "input_audio_tokens",
  "output_audio_tokens",
  "total",
];

const COMPARED: Record<string, string> = { gt: ">", gte: "≥", lt: "<", lte: "≤", eq: "=", neq: "≠" };

/** When a tier applies, in words. */
export function conditionsText({ conditions, attributeConditions }: Tier): string {
  return [
    ...conditions.map(
      ({ usageDetailPattern, operator, value }) =>
        `usage matching ${usageDetailPattern} ${COMPARED[operator] ?? operator} ${value.toLocaleString()}`,
    ),
    ...attributeConditions.map(
      ({ source, key, values }) => `${source.replace("_", " ")} ${key} is one of ${values.join(", ")}`,
    ),
  ].join("; ");
}
