const ABSENT = "-";

/** A number with a fitting count of digits: 0.123, 4.56, 78.9, 12,345. What is not known is a dash. */
export function number(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return ABSENT;
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A ratio: `1.84x`. */
export function times(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? ABSENT : `${value.toFixed(2)}x`;
}

export function percent(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? ABSENT : `${Math.round(value * 100)} %`;
}

/** Bytes as megabytes of 10^6. */
export function megabytes(value: number | undefined): string {
  return value === undefined ? ABSENT : number(value / 1e6);
}
