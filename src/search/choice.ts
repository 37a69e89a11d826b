import type { Part } from "../data/part.js";
import { HamerlySearch } from "./hamerly.js";
import { Quantised } from "./quantised.js";
import { PlainSearch, type Search, type SearchArrays } from "./search.js";
import { YinyangSearch } from "./yinyang.js";

/** Fewer rows than this are searched before bounds are set up. */
export const FEW_ROWS = 512;

/** Fewer multiplications an E-step take less time than to set integers up: 2,000 × 16, k = 16, took 1.4. */
const FEW_PRODUCTS = 2 ** 20;

/** Fewer of a row take no longer by the rule. At 8, 4 fits in integers took 0.93 to 1.0 of the time, at 8, 8 0.75 to 0.86. */
const FEW_A_ROW = 64;

/** Whether products of integers are faster than the rule, what they need included. */
export function paysInIntegers(n: number, d: number, k: number): boolean {
  return d >= 4 && k * d >= FEW_A_ROW && n * k * d >= FEW_PRODUCTS;
}

type Way = "plain" | "hamerly" | "yinyang";

function wayOf(n: number, d: number, k: number): Way {
  if (n < FEW_ROWS || k === 1) return "plain";
  return k >= 128 && d >= 32 ? "yinyang" : "hamerly";
}

/** The way that is fastest for a fit of this shape. */
export function searchFor(data: Part, k: number, arrays: SearchArrays): Search {
  const { count, dimensions } = data.rows;
  switch (wayOf(count, dimensions, k)) {
    case "plain":
      return new PlainSearch(data.rows, k, arrays);
    case "hamerly":
      return new HamerlySearch(data, k, arrays, paysInIntegers(count, dimensions, k));
    case "yinyang":
      return new YinyangSearch(data, k, arrays);
  }
}

/** Bytes of linear memory that {@link searchFor} will need. */
export function searchBytes(n: number, d: number, k: number): number {
  switch (wayOf(n, d, k)) {
    case "plain":
      return PlainSearch.bytes();
    case "hamerly":
      return HamerlySearch.bytes(n, d, k, paysInIntegers(n, d, k));
    case "yinyang":
      return YinyangSearch.bytes(n, d, k);
  }
}

/** Bytes among these of what rows keep. */
export function searchKeptBytes(n: number, d: number, k: number): number {
  const way = wayOf(n, d, k);
  const inIntegers = way === "yinyang" || (way === "hamerly" && paysInIntegers(n, d, k));
  return inIntegers ? Quantised.bytes(n, d) : 0;
}
