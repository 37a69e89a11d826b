/**
 * Writes the figures of one column alike, so that they line up on the decimal point: four
 * significant digits of the largest, and more where the data spreads little around a large value
 * (years, coordinates), so that clusters which differ also look different.
 * @param deviation The standard deviation of the data these figures sum up.
 */
export function figures(values: readonly number[], deviation: number): string[] {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return values.map(() => "0");
  const place = Math.floor(Math.log10(largest));
  const lastPlace = Math.min(
    place - 3,
    deviation > 0 ? Math.floor(Math.log10(deviation)) - 1 : Infinity,
  );
  // float64 holds no more than 15 sure digits.
  const digits = Math.min(place - lastPlace, 14);
  if (place >= 10 || place < -4) {
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

/** Whole numbers need no `.00` behind them. */
function decimalsNeeded(values: readonly number[], most: number): number {
  const texts = values.map((value) => value.toFixed(most));
  let decimals = most;
  while (decimals > 0 && texts.every((text) => text[text.length - 1 - (most - decimals)] === "0")) {
    decimals--;
  }
  return decimals;
}

/** A single figure that stands alone. */
export function figure(value: number): string {
  return figures([value], 0)[0];
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
