import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Malformed, Records, Unclosed, fieldsIn } from "../../../cli/src/records/records.js";

type Found = [fields: string[], line: number];

/** What is found in a text that comes in pieces of a size, and the line where it goes wrong. */
function found(text: string, delimiter = ",", size = text.length + 1) {
  const records: Found[] = [];
  const reader = new Records(delimiter, (fields, line) => records.push([fields, line]));
  // No decoder of bytes cuts a character in two.
  const characters = [...text];
  try {
    for (let i = 0; i < characters.length; i += size) {
      reader.write(characters.slice(i, i + size).join(""));
    }
    reader.finish();
  } catch (error) {
    if (error instanceof Malformed) return { records, line: error.line, message: error.message };
    if (error instanceof Unclosed) return { records, line: reader.end, message: "unclosed" };
    throw error;
  }
  return { records };
}

const opening = "a quote inside a field that does not start with one";
const closing = "text between a closing quote and the end of its field";

describe("Records", () => {
  it.each<[string, string, Found[], number?, string?]>([
    ["", ",", []],
    ["a", ",", [[["a"], 1]]],
    [
      "a,b\n1,\n",
      ",",
      [
        [["a", "b"], 1],
        [["1", ""], 2],
      ],
    ],
    [
      "a\r\nb\rc\n\r\n\rd",
      ",",
      [
        [["a"], 1],
        [["b"], 2],
        [["c"], 3],
        [["d"], 6],
      ],
    ],
    [
      '"a\r\nb","c""d"\n"",e',
      ",",
      [
        [["a\nb", 'c"d'], 1],
        [["", "e"], 3],
      ],
    ],
    [
      '"\r\r\n\n"\nx',
      ",",
      [
        [["\n\n\n"], 1],
        [["x"], 5],
      ],
    ],
    [
      '""""\n"a"""',
      ",",
      [
        [['"'], 1],
        [['a"'], 2],
      ],
    ],
    [
      "  a   b \n   \n c",
      " ",
      [
        [["a", "b"], 1],
        [["c"], 3],
      ],
    ],
    [' ""  "a  b" c', " ", [[["", "a  b", "c"], 1]]],
    ["a🐧b🐧🐧\n", "🐧", [[["a", "b", "", ""], 1]]],
    ['"a"🐧"b🐧"\n', "🐧", [[["a", "b🐧"], 1]]],
    ['a\n\nb"c\n', ",", [[["a"], 1]], 3, opening],
    ['a\n"b\n\n"c\n', ",", [[["a"], 1]], 4, closing],
    ['"a" ,b', ",", [], 1, closing],
    [' "a"', ",", [], 1, opening],
    ['a\n"b\nc\n', ",", [[["a"], 1]], 1, "unclosed"],
    ['a\n\n"b""', ",", [[["a"], 1]], 1, "unclosed"],
  ])("of %j by %j, however it is cut", (text, delimiter, records, line, message) => {
    for (const size of [1, 2, 3, 5, 100]) {
      const got = found(text, delimiter, size);
      expect(got, `pieces of ${size}`).toEqual(
        message === undefined ? { records } : { records, line, message },
      );
    }
  });

  it("are those that were written", () => {
    const field = fc.string({ unit: fc.constantFrom("a", "b", '"', ",", ";", "\n", " ", "é") });
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 9 }), (rows, size) => {
        const text = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(";"))
          .join("\n");
        expect(found(text, ";", size).records.map(([fields]) => fields)).toEqual(rows);
      }),
    );
  });

  it("take time that grows with the text, however many quotes are on a line", () => {
    const text = `${'"a",'.repeat(500_000)}b\n`;
    const began = performance.now();
    expect(found(text, ",", 2 ** 16).records[0][0].length).toBe(500_001);
    // Looking for the end of the line anew at every quote takes minutes.
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

it("fieldsIn takes one record", () => {
  expect(fieldsIn('a,"b,c"', ",")).toEqual(["a", "b,c"]);
  for (const other of ["", "a\nb", '"a', 'a"b']) expect(fieldsIn(other, ",")).toBeUndefined();
});
