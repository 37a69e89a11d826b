/**
 * Writes the figures of one column alike, so that they line up on the decimal point: four
 * significant digits of the largest, and more where the data spreads little around a large value
 * (years, coordinates), so that clusters which differ also look different.
 * @param deviation The standard deviation of the data these figures sum up.
 */
export function figures(values: readonly number[], deviation: number): string[] {
  const place = placeOf(largestOf(values));
  return toPlace(values, Math.min(place - 3, placeOf(deviation) - 1));
}

/**
 * Writes deviations alike: two significant digits of the largest, and more, up to four, where the
 * smallest would vanish.
 */
export function deviationFigures(values: readonly number[]): string[] {
  const place = placeOf(largestOf(values));
  const smallest = values.reduce((least, value) => Math.min(least, placeOf(value)), Infinity);
  return toPlace(values, Math.min(place - 1, Math.max(smallest, place - 3)));
}

/** The power of ten of the first significant digit; Infinity where there is none. */
function placeOf(value: number): number {
  return value > 0 ? Math.floor(Math.log10(value)) : Infinity;
}

function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** @param lastPlace the power of ten of the last digit to write */
function toPlace(values: readonly number[], lastPlace: number): string[] {
  const largest = largestOf(values);
  if (largest === 0) return values.map(() => "0");
  const place = placeOf(largest);
  // float64 holds no more than 15 sure digits.
  const digits = Math.min(place - lastPlace, 14);
  if (largest >= 1e15 || place < -4) {
    const texts = values.map((value) => value.toExponential(digits));
    const exponents = texts.map((text) => text.length - text.indexOf("e"));
    const widest = Math.max(...exponents);
    return texts.map((text, i) => text + " ".repeat(widest - exponents[i]));
  }
  const decimals = decimalsNeeded(values, Math.max(0, digits - place));
  const format = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    // Four digits read well without a separator, above all when they are a year.
    useGrouping: largest >= 10_000,
  });
  return values.map((value) => format.format(value).replace(/^-(?=[0.]*$)/, ""));
}

/** Whole numbers need no `.00` behind them; but what only rounds to zeros keeps them, as 186.0 does. */
function decimalsNeeded(values: readonly number[], most: number): number {
  // As far as arithmetic can tell them from whole numbers.
  const noise = 1e-9 * largestOf(values);
  const exact = (decimals: number) =>
    values.every((value) => Math.abs(Number(value.toFixed(decimals)) - value) <= noise);
  let decimals = most;
  while (decimals > 0 && exact(decimals - 1)) decimals--;
  return decimals;
}

/** A single figure that stands alone. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  return figures([value], 0)[0];
}

/** Numbers of rows: parts of a row, if any, are tenths. */
export function counts(values: readonly number[], decimals: 0 | 1): string[] {
  const format = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return values.map((value) => format.format(value));
}

/** A log-likelihood or what is made of it: differences of a few units matter, however large it is. */
export function nats(value: number): string {
  return value.toLocaleString("en-US", {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    useGrouping: Math.abs(value) >= 10_000,
  });
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** How fast rows are read: `830K rows/s`, `2.1M rows/s`. */
export function perSecond(rows: number): string {
  const format = new Intl.NumberFormat("en-US", {
    notation: "compact",
    maximumSignificantDigits: 2,
  });
  return `${format.format(rows)} rows/s`;
}

/** A size in memory: `512 MB`, `1.5 GB`. */
export function bytesShown(bytes: number): string {
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 1), units.length);
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power - 1]}`;
}
