import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Malformed, Records } from "../../../cli/src/records/records.js";

type Found = [fields: string[], line: number];

/** A field as it may stand in a file: without quotes only where it needs none. */
function writtenField({ text, quoted }: { text: string; quoted: boolean }, delimiter: string) {
  const plain = text !== "" && !text.includes(delimiter) && !/^"|\n/.test(text);
  return plain && !quoted ? text : `"${text.replaceAll('"', '""')}"`;
}

/** What is found in a text that comes in pieces of these sizes, and the line where it goes wrong. */
function found(text: string, delimiter = ",", sizes = [text.length + 1]) {
  const records: Found[] = [];
  const reader = new Records(delimiter, (fields, line) => records.push([fields, line]));
  // No decoder of bytes cuts a character in two.
  const characters = [...text];
  try {
    for (let i = 0, turn = 0; i < characters.length; turn++) {
      const end = i + sizes[turn % sizes.length];
      reader.write(characters.slice(i, end).join(""));
      i = end;
    }
    reader.finish();
  } catch (error) {
    if (error instanceof Malformed) return { records, line: error.line, message: error.message };
    throw error;
  }
  return { records };
}

const unclosed = "a quote that opens here is never closed";
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
    [
      'b"c"\n "a"',
      ",",
      [
        [['b"c"'], 1],
        [[' "a"'], 2],
      ],
    ],
    [
      '"a" ,"b\n"  \nc',
      ",",
      [
        [["a", "b\n"], 1],
        [["c"], 3],
      ],
    ],
    [
      "a\n\ufeffb",
      ",",
      [
        [["a"], 1],
        [["\ufeffb"], 2],
      ],
    ],
    [
      '""\n\nb',
      ",",
      [
        [[""], 1],
        [["b"], 3],
      ],
    ],
    ['a\n"b\n\n"c\n', ",", [[["a"], 1]], 4, closing],
    ['a\n"b""\n"","c\n",d""e"f,"\n\ng', ",", [[["a"], 1]], 3, closing],
    ['a\n"b\nc\n', ",", [[["a"], 1]], 2, unclosed],
    ['a\n\n"b\n\n",c,"""d\n\n', ",", [[["a"], 1]], 5, unclosed],
  ])("of %j by %j, however it is cut", (text, delimiter, records, line, message) => {
    for (const size of [1, 2, 3, 5, 100]) {
      const got = found(text, delimiter, [size]);
      expect(got, `pieces of ${size}`).toEqual(
        message === undefined ? { records } : { records, line, message },
      );
    }
  });

  it("are those that were written, on the lines where they were", () => {
    const unit = fc.constantFrom("a", "b", '"', ",", ";", " ", "\n", "\ufeff", "é", "🐧");
    const field = fc.record({ text: fc.string({ unit }), quoted: fc.boolean() });
    const row = fc.record({
      fields: fc.array(field, { minLength: 1, maxLength: 4 }),
      end: fc.constantFrom("\n", "\r\n", "\r", "\n\n", "\r\n\r\n"),
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
    const delimiters = fc.constantFrom(";", ",", " ", "🐧");
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), delimiters, sizes, (rows, delimiter, cuts) => {
        let text = "";
        const written: Found[] = rows.map(({ fields, end }) => {
          const line = text.split(/\r\n|\r|\n/).length;
          text += fields.map((one) => writtenField(one, delimiter)).join(delimiter) + end;
          return [fields.map((one) => one.text), line];
        });
        expect(found(text, delimiter, cuts)).toEqual({ records: written });
      }),
    );
  });

  it("take time that grows with the text, however many quotes are on a line", () => {
    const text = `${'"a",'.repeat(500_000)}b\n`;
    const began = performance.now();
    expect(found(text, ",", [2 ** 16]).records[0][0].length).toBe(500_001);
    // Looking for the end of the line anew at every quote takes minutes.
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
