/**
 * Refusals, all in one grammar: `"k" expected an integer in 1..n (n = 10), got 12`.
 * A value of the wrong type is a TypeError, one of the right type but outside
 * what is allowed a RangeError.
 */

/** What a value is by its tag rather than by its class, so that those of other realms (frames, vm) count too. */
export function typeTag(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** The getters that typed arrays inherit: out of reach of subclasses, of own fields and of tags. */
function inherited() {
  const typed = Uint8Array.prototype as Uint8Array & {
    __lookupGetter__(key: PropertyKey): (this: unknown) => unknown;
  };
  return {
    length: typed.__lookupGetter__("length"),
    kind: typed.__lookupGetter__(Symbol.toStringTag),
  };
}

const TYPED = /* @__PURE__ */ inherited();

/** The kind of a typed array, such as "Float64Array"; undefined for all else, whatever it calls itself. */
export function typedKind(value: unknown): string | undefined {
  return TYPED.kind.call(value) as string | undefined;
}

/** A value as a message shows it: short, and never throwing. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  }
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  try {
    if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
    const name = typeTag(value);
    if (name === "Promise") return "a Promise (await it first)";
    if (name !== "Object") return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
  } catch {
    // A proxy that was revoked, or a tag whose getter throws.
  }
  return "an object";
}

export function typeError(name: string, expected: string, got: string): TypeError {
  return new TypeError(`"${name}" expected ${expected}, got ${got}`);
}

export function rangeError(name: string, expected: string, got: string): RangeError {
  return new RangeError(`"${name}" expected ${expected}, got ${got}`);
}

/** Refuses `value`, with a TypeError unless it has the right type. */
function refuse(rightType: boolean, name: string, expected: string, value: unknown): Error {
  return (rightType ? rangeError : typeError)(name, expected, show(value));
}

/** @param range how a message words low and high, for instance by saying what n is */
export function checkInteger(
  name: string,
  value: unknown,
  low: number,
  high: number,
  range = `${low}..${high}`,
): number {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
    throw refuse(typeof value === "number", name, `an integer in ${range}`, value);
  }
  return value as number;
}

/** Where random numbers start: an integer that float64 holds exactly. */
export function checkSeed(seed: unknown): number {
  return checkInteger("seed", seed, 0, Number.MAX_SAFE_INTEGER, "0..2^53 - 1");
}

/** A finite number, at least 0. */
export function checkNonNegative(name: string, value: unknown): number {
  if (!Number.isFinite(value) || (value as number) < 0) {
    throw refuse(typeof value === "number", name, "a finite number of at least 0", value);
  }
  return value as number;
}

/** A finite number above 0. */
export function checkPositive(name: string, value: unknown): number {
  if (!Number.isFinite(value) || (value as number) <= 0) {
    throw refuse(typeof value === "number", name, "a finite number above 0", value);
  }
  return value as number;
}

export function checkFinite(name: string, value: unknown): number {
  if (!Number.isFinite(value)) {
    throw refuse(typeof value === "number", name, "a finite number", value);
  }
  return value as number;
}

export function checkOneOf<Word extends string>(
  name: string,
  value: unknown,
  words: readonly Word[],
  others = "",
): Word {
  if (words.includes(value as Word)) return value as Word;
  const expected = words.map((word) => `"${word}"`).join(" or ") + others;
  throw refuse(typeof value === "string", name, expected, value);
}

export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value !== "boolean") throw typeError(name, "true or false", show(value));
  return value;
}

/**
 * The length of something that has one and is not text; undefined for all else. It may be another
 * one when it is asked for again, so what is checked is what has to be used.
 */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value !== "object") return undefined;
  const length: unknown = typedKind(value)
    ? TYPED.length.call(value)
    : (value as { readonly length?: unknown } | null)?.length;
  return Number.isSafeInteger(length) && (length as number) >= 0 ? (length as number) : undefined;
}

/**
 * The length of a list.
 *
 * @param n how long it has to be, if that is known; `origin` says where it comes from
 */
export function checkLength(
  name: string,
  value: unknown,
  expected: string,
  n?: number,
  origin = "",
): number {
  const length = lengthOf(value);
  if (length === undefined) throw typeError(name, expected, show(value));
  if (n !== undefined && length !== n) {
    throw rangeError(name, `${expected} (n = ${n}${origin})`, String(length));
  }
  return length;
}

/**
 * A plain object that has no keys but the known ones; undefined counts as left out.
 *
 * @param elsewhere keys that are known to another call, and `taker`: which, for the message
 */
export function checkRecord(
  name: string,
  value: unknown,
  known: readonly string[],
  expected = "an object",
  elsewhere: readonly string[] = [],
  taker = "",
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw typeError(name, expected, show(value));
  }
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    if (known.includes(key) || record[key] === undefined) continue;
    const hint = elsewhere.includes(key) ? ` (${taker})` : suggestion(key, known);
    throw typeError(name, `only ${known.join(", ")}`, `unknown "${key}"${hint}`);
  }
  return record;
}

/** The known word that is at most two letters away, the nearest first. */
function suggestion(word: string, known: readonly string[]): string {
  const distances = known.map((other) => editDistance(other.toLowerCase(), word.toLowerCase()));
  const nearest = Math.min(...distances);
  return nearest <= 2 ? ` (did you mean "${known[distances.indexOf(nearest)]}"?)` : "";
}

/** Letters to insert, delete or replace to turn a into b (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/**
 * Options as they are when a method is called that reads them in a while: whoever calls may change them for
 * the next call. What is no value of their own, such as a getter of a class, is asked for when it is read.
 */
export function asCalled<Options>(options: Options): Options {
  const given: unknown = options;
  if (typeof given !== "object" || given === null || Array.isArray(given)) return options;
  const values = new Map<PropertyKey, unknown>(Object.entries(given));
  return new Proxy(given, {
    get: (target, key): unknown => (values.has(key) ? values.get(key) : Reflect.get(target, key)),
  }) as Options;
}
