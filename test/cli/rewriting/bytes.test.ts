import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Added } from "../../../cli/src/rewriting/added.js";
import { withAddition, type Addition } from "../../../cli/src/rewriting/byte-text.js";
import { AddedFields } from "../../../cli/src/rewriting/fields.js";
import { AddedToJson } from "../../../cli/src/rewriting/json.js";
import { AddedMembers } from "../../../cli/src/rewriting/members.js";
import { Records } from "../../../cli/src/records/records.js";

/** A number that no data here holds. */
const mark = 987654321;

const encodings = ["utf8", "utf16le"] as const;
type Encoding = (typeof encodings)[number];

/** Bytes of a text as a file has them, cut into pieces of random lengths. */
function* piecesOf(bytes: Buffer, lengths: readonly number[]): Generator<Buffer> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const end = at + Math.max(at === 0 ? 4 : 1, lengths[i % lengths.length]);
    yield bytes.subarray(at, end);
    at = end;
  }
}

function bytesOf(text: string, encoding: Encoding): Buffer {
  return Buffer.from(encoding === "utf16le" ? `\ufeff${text}` : text, encoding);
}

async function added(
  bytes: Buffer,
  lengths: readonly number[],
  additionFor: (encoded: (text: string) => string) => Addition,
): Promise<Buffer> {
  async function* chunks() {
    await Promise.resolve();
    yield* piecesOf(bytes, lengths);
  }
  const written: Buffer[] = [];
  for await (const piece of withAddition(chunks(), additionFor)) written.push(piece);
  return Buffer.concat(written);
}

/** What is added, of whose rows alone a text asks. */
function addedRows(names: string[], rows: number, row: Added["row"]): Added {
  const value = (i: number, column: number) => row(i)?.[column] ?? NaN;
  const column = (index: number) => Float64Array.from({ length: rows }, (_, i) => value(i, index));
  return { names, rows, row, column };
}

const columnOf = (rows: number, names = ["clüster"]): Added =>
  addedRows(names, rows, (index) => (index % 3 === 1 ? undefined : [mark]));

const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
const lineEnd = fc.constantFrom("\n", "\r\n", "\r");

/** The records of a text, and the lines on which they end. */
function recordsIn(text: string, delimiter: string): { fields: string[]; end: number }[] {
  const found: { fields: string[]; end: number }[] = [];
  const records = new Records(delimiter, (fields, _, end) => found.push({ fields, end }));
  records.write(text);
  records.finish();
  return found;
}

describe("fields added to delimited text", () => {
  const delimiters = fc.constantFrom(",", ";", "\t", "|", " ", "§");
  const plain = fc.stringMatching(/^[a-zéß☃ 0-9.+-]{0,6}$/);
  const inQuotes = fc
    .array(fc.constantFrom('""', "\n", "\r\n", "\r", "a", "☃", "𝄞", ",", ";", " ", "\n\n"))
    .map((parts) => `"${parts.join("")}"`);
  const field = fc.oneof(plain, inQuotes);
  const table = delimiters.chain((delimiter) =>
    fc.record({
      delimiter: fc.constant(delimiter),
      lines: fc.array(
        fc.tuple(fc.array(field, { minLength: 1, maxLength: 4 }), lineEnd, fc.nat(2)),
        { minLength: 1, maxLength: 8 },
      ),
      unended: fc.boolean(),
      header: fc.boolean(),
      encoding: fc.constantFrom(...encodings),
      lengths,
    }),
  );

  it("are the last of every record, and all other bytes stay", async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ delimiter, lines, unended, header, encoding, lengths }) => {
        const text = lines
          .map(([fields, end, blank], i) => {
            const last = unended && i === lines.length - 1;
            return fields.join(delimiter) + (last ? "" : end.repeat(blank + 1));
          })
          .join("");
        const before = recordsIn(text, delimiter);
        fc.pre(before.length > (header ? 1 : 0));
        const ends = before.map(({ end }) => end);
        const headerEnd = header ? ends.shift() : undefined;
        const column = addedRows(["clüster"], ends.length, () => [mark]);
        const layout = { names: [], headerEnd, ends: Float64Array.from(ends) };
        const bytes = bytesOf(text, encoding);
        const written = await added(
          bytes,
          lengths,
          (encoded) => new AddedFields(layout, column, { delimiter, decimal: "." }, encoded),
        );

        const after = recordsIn(written.toString(encoding).replace(/^\ufeff/, ""), delimiter);
        expect(after.map(({ fields }) => fields)).toEqual(
          before.map(({ fields }, i) => [...fields, header && i === 0 ? "clüster" : String(mark)]),
        );
        const without = written
          .toString(encoding)
          .replaceAll(`${delimiter}${mark}`, "")
          .replace(`${delimiter}clüster`, "");
        expect(without).toBe(bytes.toString(encoding));
      }),
      { numRuns: 2000 },
    );
  });

  it("leave bytes that are no text as they are", async () => {
    const bytes = Buffer.from("x,n\xe9\r\n1,caf\xe9\xff\n\n2,\x00\xc3\n", "latin1");
    const layout = { names: [], headerEnd: 1, ends: Float64Array.of(2, 4) };
    const written = await added(
      bytes,
      [5],
      (encoded) =>
        new AddedFields(layout, columnOf(2, ["c"]), { delimiter: ",", decimal: "." }, encoded),
    );
    expect(written.toString("latin1")).toBe(`x,n\xe9,c\r\n1,caf\xe9\xff,${mark}\n\n2,\x00\xc3,\n`);
  });

  it.each([
    [",", "x\n1,987654321\n2,\n"],
    [" ", "x\n1 987654321\n2 NA\n"],
  ])("are missing where a row has none: %j", async (delimiter, expected) => {
    const layout = { names: [], headerEnd: undefined, ends: Float64Array.of(2, 3) };
    const written = await added(
      Buffer.from("x\n1\n2\n"),
      [9],
      (encoded) => new AddedFields(layout, columnOf(2), { delimiter, decimal: "." }, encoded),
    );
    expect(String(written)).toBe(expected);
  });

  it("have the decimal mark of the file, and quotes where they need them", async () => {
    const numbers = addedRows(["a,b", "c"], 1, () => [2, -0.25]);
    const layout = { names: [], headerEnd: 1, ends: Float64Array.of(2) };
    const write = async (delimiter: string) =>
      String(
        await added(
          Buffer.from("x\n1"),
          [9],
          (encoded) => new AddedFields(layout, numbers, { delimiter, decimal: "," }, encoded),
        ),
      );
    expect(await write(";")).toBe("x;a,b;c\n1;2;-0,25");
    expect(await write(",")).toBe('x,"a,b",c\n1,2,"-0,25"');
  });
});

describe("members added to JSON", () => {
  const record = fc.dictionary(
    fc.string({ unit: "grapheme", maxLength: 5 }),
    fc.jsonValue({ maxDepth: 2 }),
    { maxKeys: 3, noNullPrototype: true },
  );

  it.each(["ndjson", "json"])(
    "are the last of every record, and all else stays: %s",
    async (kind) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(record, { minLength: 1, maxLength: 6 }),
          fc.constantFrom(...encodings),
          fc.constantFrom(0, 1, "\t"),
          lengths,
          async (records, encoding, indent, lengths) => {
            const text =
              kind === "json"
                ? JSON.stringify(records, null, indent)
                : records.map((one) => `${JSON.stringify(one)}\r\n`).join("\n");
            const bytes = bytesOf(text, encoding);
            const column = columnOf(records.length, ['clüster"']);
            const level = kind === "json" ? 2 : 1;
            const written = await added(
              bytes,
              lengths,
              (encoded) => new AddedMembers(level, column, encoded),
            );
            const all = written.toString(encoding).replace(/^\ufeff/, "");
            const after = (
              kind === "json"
                ? JSON.parse(all)
                : all
                    .trim()
                    .split(/\s*\n\s*/)
                    .map((one) => JSON.parse(one) as unknown)
            ) as unknown[];
            expect(after).toEqual(
              records.map((one, row) => ({ ...one, 'clüster"': row % 3 === 1 ? null : mark })),
            );
            const without = all.replaceAll(
              new RegExp(`,?"clüster\\\\"":(?:${mark}|null)`, "g"),
              "",
            );
            expect(without).toBe(text);
          },
        ),
        { numRuns: 500 },
      );
    },
  );

  const value = fc.jsonValue({ maxDepth: 2 });

  /** What is read, and all that stays once what was added is taken out again. */
  async function rewritten(text: string, rows: number, encoding: Encoding, lengths: number[]) {
    const column = columnOf(rows, ['clüster"']);
    const written = await added(
      bytesOf(text, encoding),
      lengths,
      (encoded) => new AddedToJson(column, encoded),
    );
    return written.toString(encoding).replace(/^\ufeff/, "");
  }

  const numbersOf = (rows: number) =>
    Array.from({ length: rows }, (_, row) => (row % 3 === 1 ? null : mark));

  it("are the last values of rows that are arrays, and all else stays", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...encodings),
        fc.constantFrom(0, 1, "\t"),
        lengths,
        async (rows, encoding, indent, lengths) => {
          const text = JSON.stringify(rows, null, indent);
          const all = await rewritten(text, rows.length, encoding, lengths);
          const numbers = numbersOf(rows.length);
          expect(JSON.parse(all)).toEqual(rows.map((row, at) => [...row, numbers[at]]));
          if (!text.includes("null")) {
            expect(all.replaceAll(new RegExp(`,(?:${mark}|null)(?=\\])`, "g"), "")).toBe(text);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("are the last column of columns, and all else stays", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .nat(5)
          .chain((rows) =>
            fc.dictionary(
              fc.string({ unit: "grapheme", maxLength: 5 }),
              fc.array(value, { minLength: rows, maxLength: rows }),
              { minKeys: 1, maxKeys: 3, noNullPrototype: true },
            ),
          ),
        fc.constantFrom(...encodings),
        fc.constantFrom(0, 1, "\t"),
        lengths,
        async (columns, encoding, indent, lengths) => {
          const text = JSON.stringify(columns, null, indent);
          const rows = Object.values(columns)[0].length;
          const all = await rewritten(text, rows, encoding, lengths);
          expect(JSON.parse(all)).toEqual({ ...columns, 'clüster"': numbersOf(rows) });
          const column = `,"clüster\\"":[${numbersOf(rows).map(String).join()}]`;
          expect(all.replace(column, "")).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("are written for more rows than are written at a time", async () => {
    const rows = 25_000;
    const text = JSON.stringify({ x: new Array(rows).fill(1) });
    const all = JSON.parse(await rewritten(text, rows, "utf8", [1000])) as Record<string, unknown>;
    expect(all['clüster"']).toEqual(numbersOf(rows));
  });
});
