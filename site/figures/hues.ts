import { mix } from "../../docs/figures/theme.js";

/** The colour of a point that is shared out so. */
export function colourOf(hues: readonly string[], shares: readonly number[]): string {
  const whole = shares.findIndex((share) => share > 0.995);
  return whole < 0 ? mix(hues, shares) : hues[whole];
}
