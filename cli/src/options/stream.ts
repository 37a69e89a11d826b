import { Option } from "commander";

/** How a table may be read that is larger than memory. */
export interface StreamOption {
  readonly stream?: true;
}

/** What needs all rows of a table at once. */
interface OfAllRows {
  readonly k?: number | "auto";
  readonly oneHot?: string[];
  readonly missing?: "drop" | "mean";
  readonly describe?: string;
  readonly start?: string;
}

export function streamOption(): Option {
  return new Option(
    "--stream",
    "read the file again and again and hold only some of its rows in memory: CSV, TSV, Parquet, Arrow " +
      "or .npy of any size; --output writes the columns in use alone",
  );
}

/**
 * What does not go with a stream; undefined: all does.
 *
 * @param asked the option by which a table is read in parts
 */
export function streamMistake(
  { k, oneHot, missing, describe, start }: OfAllRows,
  asked: "--stream" | "--redis",
): string | undefined {
  const wanted = [
    ["-k auto", k === "auto", "give -k a number"],
    ["--one-hot", oneHot !== undefined, "write such columns of 0 and 1 into the file"],
    ["--missing mean", missing === "mean", "--missing drop leaves such rows out"],
    ["--describe", describe !== undefined, "--output writes a file to describe clusters by"],
    ["--start optimal", start === "optimal", "take --start k-means++ or sample"],
  ] as const;
  const found = wanted.find(([, given]) => given);
  if (found === undefined) return undefined;
  const [option, , wayOut] = found;
  return `error: ${option} needs all rows in memory, and ${asked} holds only some; ${wayOut}`;
}
