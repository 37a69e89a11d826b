import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { utf8Checked } from "../../../cli/src/records/utf8-check.js";
import { workspace } from "../command.js";

const { mixtura, write } = workspace();

describe("a file that is not UTF-8", () => {
  it("is read, with one note that names the first such line", async () => {
    await write(
      "latin.csv",
      Buffer.from("x,name\r\n1,a\r\n2,M\xfcller\r\n3,Z\xfcrich\r\n", "latin1"),
    );
    const { code, stdout, stderr } = await mixtura([
      "fit",
      "latin.csv",
      "-k",
      "1",
      "--columns",
      "x",
      "--describe",
      "name",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("M\ufffdller 1");
    expect(stderr).toBe("note: latin.csv line 3: not UTF-8; names and text may be garbled\n");
  });

  it.each([
    ["UTF-8", Buffer.from("x,name\n1,Müller 🐧\n2,\ufffd\n")],
    ["UTF-16 with its mark", Buffer.from("\ufeffx,name\n1,Müller\n2,ø\n", "utf16le")],
  ])("is not mistaken for %s", async (_, bytes) => {
    await write("good.csv", bytes);
    const fit = ["fit", "good.csv", "-k", "1", "--columns", "x", "--describe", "name"];
    const { code, stdout, stderr } = await mixtura(fit);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Müller");
  });
});

it("names UTF-16 in the byte order that it does not read", async () => {
  await write("big.csv", Buffer.from("\ufeffx,y\n1,2\n", "utf16le").swap16());
  for (const args of [[], ["--delimiter", ","], ["--format", "json"]]) {
    const { code, stderr } = await mixtura(["fit", "big.csv", "-k", "1", ...args]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "error: big.csv: the text is UTF-16, big-endian; save it as UTF-8\n",
    });
  }
});

describe("utf8Checked", () => {
  async function garbledLines(bytes: Buffer, size: number): Promise<number[]> {
    const chunks: Buffer[] = [];
    for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
    const lines: number[] = [];
    const out: Buffer[] = [];
    for await (const chunk of utf8Checked(Readable.from(chunks), (line) => lines.push(line))) {
      out.push(chunk);
    }
    expect(Buffer.concat(out)).toEqual(bytes);
    return lines;
  }

  const cases: [name: string, bytes: Buffer, lines: number[]][] = [
    ["nothing", Buffer.alloc(0), []],
    ["ASCII", Buffer.from("a\nb"), []],
    ["characters of two, three and four bytes", Buffer.from("é\r\n€🐧é\n🐧🐧"), []],
    ["LF", Buffer.from("a\n\n\xe9\n\xe9", "latin1"), [3]],
    ["CR LF", Buffer.from("a\r\n\r\n\xe9\r\n\xe9\r\n", "latin1"), [3]],
    ["CR", Buffer.from("a\r\r\xe9\r\xe9", "latin1"), [3]],
    ["mixed ends", Buffer.from("a\n\r\r\n\xe9b", "latin1"), [4]],
    [
      "an unfinished character before a line end",
      Buffer.from("a\n\xf0\x9f\x90\nb\n", "latin1"),
      [2],
    ],
    ["an unfinished character at the end", Buffer.from("a\nb\n\xe2\x82", "latin1"), [3]],
    ["a byte that only continues", Buffer.from("a\n\x82\x82\x82\x82\nb", "latin1"), [2]],
    ["a surrogate", Buffer.from("\n\xed\xa0\x80", "latin1"), [2]],
  ];

  it.each(cases)("finds the line with %s, however the bytes arrive", async (_, bytes, lines) => {
    for (const size of [1, 2, 3, 4, 5, 1000]) {
      expect(await garbledLines(bytes, size), `chunks of ${size}`).toEqual(lines);
    }
  });
});
