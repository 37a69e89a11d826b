import type { Table } from "../table.js";

/** What a thread is sent. */
export type ToThread =
  | {
      readonly do: "open";
      readonly id: number;
      readonly key: string;
      readonly table: Table;
      readonly plan: Uint8Array;
      readonly index: number;
    }
  | {
      readonly do: "answer";
      readonly id: number;
      readonly key: string;
      readonly question: Uint8Array;
    }
  | { readonly do: "release"; readonly key: string };

/** What it sends back. */
export type FromThread =
  | { readonly id: number; readonly value: Uint8Array | number }
  | { readonly id: number; readonly error: string };
