import {
  COVARIANCES,
  DISTANCES,
  FIRST,
  GAUSSIAN,
  MOST_CLUSTERS,
  STARTS,
  type State,
} from "../state/state.js";

/**
 * A state as the text behind the # of an address; what is as at first is left out. Numbers are
 * written so that they are read back to the bit. Nothing is escaped: a link that was cut within an
 * escape could not be opened, and no value holds a character that would need one.
 */
export function linkOf(state: State): string {
  const words: [string, string][] = [];
  const put = (key: keyof State, value = String(state[key])) => {
    if (JSON.stringify(state[key]) !== JSON.stringify(FIRST[key])) words.push([key, value]);
  };
  words.push(["data", state.data]);
  if (state.axes[0] !== state.axes[1]) put("axes", state.axes.join("-"));
  put("all");
  put("standardize");
  put("mix");
  put("distance");
  put("covariance");
  put("k");
  put("start");
  if (state.start === "hand") put("hand", state.hand.map((row) => row.join("_")).join("~"));
  put("seed");
  put("frame");
  put("single");
  return words.map(([key, value]) => `${key}=${value}`).join("&");
}

/** What of a text can be read as a state; undefined where it names no data. */
export function stateOf(text: string): State | undefined {
  const words = new Map(
    text
      .replace(/^#/, "")
      .split("&")
      .map((word): [string, string] => {
        const [key, value = ""] = word.split("=");
        return [key, decoded(value)];
      }),
  );
  const data = words.get("data");
  if (data === undefined) return undefined;
  const whole = (key: "mix" | "k" | "seed" | "frame", least: number, most: number) => {
    const value = Number(words.get(key) ?? FIRST[key]);
    return Number.isInteger(value) ? Math.min(Math.max(value, least), most) : FIRST[key];
  };
  const oneOf = <T extends string>(key: string, values: readonly T[], otherwise: T) =>
    values.find((value) => value === words.get(key)) ?? otherwise;
  const yes = (key: "all" | "standardize") =>
    words.has(key) ? words.get(key) === "true" : FIRST[key];
  const single = Number(words.get("single") ?? NaN);
  const k = whole("k", 1, MOST_CLUSTERS);
  const hand = numbersOf(words.get("hand") ?? "");
  const start = oneOf("start", STARTS, FIRST.start);
  return {
    data,
    axes: axesOf(words.get("axes")),
    all: yes("all"),
    standardize: yes("standardize"),
    mix: whole("mix", 0, GAUSSIAN),
    distance: oneOf("distance", DISTANCES, FIRST.distance),
    covariance: oneOf("covariance", COVARIANCES, FIRST.covariance),
    k,
    start: start === "hand" && hand.length !== k ? FIRST.start : start,
    hand: start === "hand" && hand.length === k ? hand : [],
    seed: whole("seed", 0, 2 ** 31 - 1),
    frame: whole("frame", 0, 10_000),
    single: Number.isInteger(single) && single >= 0 && single < k ? single : undefined,
  };
}

/** Text that is no part of an address is taken as it is. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function axesOf(text: string | undefined): readonly [number, number] {
  const [x, y] = (text ?? "").split("-").map(Number);
  return Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 ? [x, y] : FIRST.axes;
}

/** Rows of numbers of one length; none where one cannot be read. */
function numbersOf(text: string): number[][] {
  if (text === "") return [];
  const rows = text.split("~").map((row) => row.split("_").map(Number));
  const sound = rows.every((row) => row.length === rows[0].length && row.every(Number.isFinite));
  return sound ? rows : [];
}
