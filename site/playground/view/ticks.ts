function stepOf([from, to]: readonly [number, number], count: number): number {
  const rough = to / count - from / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? rough;
}

function multiplesOf(step: number, [from, to]: readonly [number, number]): number[] {
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => (first + i) * step);
}

/** A tick of an axis, and what stands there. */
interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Pixels of a digit, between two numbers, and from one tick to the next, at least. */
const [DIGIT, GAP, SPACING] = [6.4, 14, 90];

/**
 * About so many, with numbers that differ.
 *
 * @param name of the axis, which may say that it is one of times
 */
export function axisTicks(range: readonly [number, number], name: string, count: number): Tick[] {
  const clock = clockOf(name, range);
  if (clock !== undefined) return timesOf(range, clock, count);
  const step = stepOf(range, count);
  return multiplesOf(step, range).map((value) => ({ value, text: withDigits(value, step) }));
}

/** As many side by side as there is room for their numbers. */
export function ticksAcross(range: readonly [number, number], name: string, width: number): Tick[] {
  const ticks = axisTicks(range, name, width / SPACING);
  const widest = DIGIT * Math.max(0, ...ticks.map(({ text }) => text.length)) + GAP;
  return widest > SPACING ? axisTicks(range, name, width / widest) : ticks;
}

/** A number in at most four digits, thousands apart. */
export function brief(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-3))
    return value.toExponential(1);
  return value.toLocaleString("en", { maximumSignificantDigits: 4 });
}

/** A number in as many digits as tell it from others a step away, four at least. */
export function withDigits(value: number, step: number): string {
  const digits = 1 + exponentOf(value) - exponentOf(step);
  const plain = Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6;
  if (!Number.isFinite(digits) || digits <= 2 || (plain && digits <= 4)) return brief(value);
  const all = Math.min(Math.max(digits, 4), 17);
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e15
    ? value.toLocaleString("en", { maximumSignificantDigits: all })
    : value.toExponential(all - 1);
}

// Steps such as 0.30000000000000004 are a hair beside their power.
const exponentOf = (value: number) => Math.floor(Math.log10(Math.abs(value)) + 1e-9);

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
/** Milliseconds between two ticks of times. */
const TIMES = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 30, 90, 180, 365, 730, 1826, 3652].map((count) => count * DAY),
];

/** Milliseconds a unit where a column's name and values say that it is one of times since 1970. */
function clockOf(name: string, [from, to]: readonly [number, number]): number | undefined {
  if (!/(?:^|[^a-z])(?:t|time|times|timestamp|date|datetime|epoch|ms)(?:$|[^a-z])/i.test(name))
    return undefined;
  // From 1990 to 2100.
  return [1, SECOND].find((unit) => unit * from > 6.3e11 && unit * to < 4.11e12);
}

function timesOf([from, to]: readonly [number, number], unit: number, count: number): Tick[] {
  const rough = (unit * (to - from)) / count;
  const step = TIMES.find((size) => size >= rough) ?? stepOf([unit * from, unit * to], count);
  return multiplesOf(step, [unit * from, unit * to]).map((time) => {
    const [date, clock] = new Date(time).toISOString().split("T");
    const text =
      step >= DAY
        ? date
        : step >= MINUTE
          ? `${date.slice(5)} ${clock.slice(0, 5)}`
          : clock.slice(0, 8);
    return { value: time / unit, text };
  });
}
