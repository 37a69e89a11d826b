import type { Part } from "../data/part.js";
import { HamerlySearch } from "./hamerly.js";
import { PlainSearch, type Search, type SearchArrays } from "./search.js";
import { YinyangSearch } from "./yinyang.js";

/** Fewer rows than this are searched before bounds are set up. */
const FEW_ROWS = 512;

/** Fewer multiplications than this take less time than to quantise. */
const FEW_PRODUCTS = 250_000;

/** Whether products of integers are faster than the rule, what they need included. */
export function paysInIntegers(n: number, d: number, k: number): boolean {
  return d >= 4 && k > 8 && n * k * d >= FEW_PRODUCTS;
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
