import { openArrow, openCsv, openNpy, openParquet, openSource } from "mixtura-data";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readingAhead } from "../../data/src/input/read-ahead.js";
import { arrowOf, csvOf, npyOf, parquetOf, pointsOf, rowMajor, sample, written } from "./files.js";
import { ObjectServer, type Answer, type Said } from "./object-server.js";

const server = new ObjectServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const rows = 5003;
const table = sample(rows);
const byColumn = Float64Array.from([...table.x, ...table.y, ...table.count]);
const small = "a,b\n1,2\n3,4\n";
const secrets = "?X-Signature=topsecret&token=hidden";

const kinds = [
  ["t.csv", csvOf(table), openCsv],
  ["t.parquet", parquetOf(table), openParquet],
  ["t.arrow", arrowOf(table), openArrow],
  ["t.arrows", arrowOf(table, "stream"), openArrow],
  ["t.npy", npyOf(rowMajor(table), "<f8", [rows, 3]), openNpy],
  ["by-column.npy", npyOf(byColumn, "<f8", [rows, 3], true), openNpy],
] as const;

/** All that an error says, to whoever prints it whole. */
async function failureOf(open: () => Promise<unknown>): Promise<Error> {
  try {
    await open();
  } catch (error) {
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/topsecret|hidden/);
    return error as Error;
  }
  throw new Error("nothing was refused");
}

type Respond = (...given: Parameters<Answer>) => void;

/** Answers to a method in a way of its own, as often as is said. */
function to(method: "GET" | "HEAD", respond: Respond, times = Infinity): Answer {
  let left = times;
  return (request, response) => {
    if (request.method !== method || left-- <= 0) return false;
    respond(request, response);
    return true;
  };
}

const withStatus =
  (status: number): Respond =>
  (_, response) =>
    void response.writeHead(status).end("<Error>topsecret</Error>");

describe.each(kinds)("%s at a URL", (name, content, openKind) => {
  const path = written(name, content);

  test("gives the same rows as at a path, pass after pass, and of any range", async () => {
    const url = server.put(name, content);
    for (const open of [openKind, openSource]) {
      const expected = await open(path, { chunkRows: 1000 });
      const source = await open(url + secrets, { chunkRows: 1000 });
      expect(source.name).toBe(name);
      expect(source.columns).toEqual(expected.columns);
      expect(source.rows).toBe(expected.rows);
      const all = await pointsOf(source);
      expect(Float64Array.from(all)).toEqual(rowMajor(table));
      expect(await pointsOf(source)).toEqual(all);
      for (const range of [
        { rowStart: 1234 },
        { rowStart: 699, rowEnd: 2101 },
        { rowStart: 5002 },
      ]) {
        expect(await pointsOf(source, range)).toEqual(await pointsOf(expected, range));
      }
    }
  });

  test("is read part by part, in few requests", async () => {
    const source = await openSource(server.put(name, content));
    server.requests.length = 0;
    await pointsOf(source);
    const gets = server.requests.filter((request) => request.startsWith("GET"));
    expect(gets.every((request) => /^GET bytes=\d+-\d+$/.test(request))).toBe(true);
    // One for each column of a row group would be 18, of a batch of rows 24.
    expect(gets.length).toBeLessThan(8);
  });

  test("that ends early is refused by its name", async () => {
    const whole = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const url = server.put(name, whole.subarray(0, 40));
    const { message } = await failureOf(async () => pointsOf(await openKind(url)));
    expect(message).toContain(name);
  });
});

test("a URL may be an object, and its name is decoded", async () => {
  const url = new URL(server.put("my%20points.tsv", "a\tb\n1\t2\n"));
  const source = await openSource(url);
  url.pathname = "/elsewhere";
  expect(source.name).toBe("my points.tsv");
  expect(await pointsOf(source)).toEqual([1, 2]);
});

test("a server that refuses HEAD, or says no length there, is asked for a byte", async () => {
  const heads: Respond[] = [
    withStatus(403),
    withStatus(501),
    (_, response) => void response.writeHead(200, { "Transfer-Encoding": "chunked" }).end(),
    (_, response) =>
      void response.writeHead(200, { "Content-Length": 3, "Content-Encoding": "gzip" }).end(),
    (_, response) => void response.destroy(),
  ];
  for (const head of heads) {
    const url = server.put("t.csv", small);
    server.answer = to("HEAD", head);
    expect(await pointsOf(await openCsv(url))).toEqual([1, 2, 3, 4]);
    expect(server.requests.slice(0, 2)).toEqual(["HEAD", "GET bytes=0-0"]);
    expect(server.requests.filter((request) => request === "HEAD")).toHaveLength(1);
  }
});

test("what a page is told of another origin is believed of a range before a HEAD", async () => {
  const given = globalThis.fetch;
  for (const isExposed of [true, false]) {
    const url = server.put("t.csv", small);
    // As by a server that packs what nobody asks parts of, which a page cannot see.
    if (isExposed) {
      server.answer = to(
        "HEAD",
        (_, response) => void response.setHeader("Content-Length", 3).end(),
      );
    }
    vi.stubGlobal("fetch", async (...request: Parameters<typeof fetch>) => {
      const answer = await given(...request);
      const headers = new Headers(answer.headers);
      if (!isExposed) headers.delete("Content-Range");
      return Object.defineProperties(answer, {
        type: { value: "cors" },
        headers: { value: headers },
      });
    });
    expect(await pointsOf(await openCsv(url)).finally(() => vi.unstubAllGlobals())).toEqual([
      1, 2, 3, 4,
    ]);
    const heads = server.requests.filter((request) => request === "HEAD");
    expect(heads).toHaveLength(isExposed ? 1 : 3);
  }
});

test.each(["HEAD and GET", "GET alone"])("an empty object is empty, by %s", async (by) => {
  const url = server.put("t.csv", "");
  if (by === "GET alone") {
    server.answer = (request, response) => {
      response.writeHead(request.method === "HEAD" ? 403 : 200, { "Content-Length": 0 }).end();
      return true;
    };
  }
  expect((await failureOf(() => openCsv(url))).message).toBe("t.csv: the file is empty");
});

describe("what is refused", () => {
  test.each([
    [404, "there is no such file (HTTP 404)"],
    [401, "no permission to read this file (HTTP 401); a presigned URL may have expired"],
    [403, "no permission to read this file (HTTP 403); a presigned URL may have expired"],
    [418, "expected part of the file (HTTP 206), got HTTP 418"],
  ])("status %i, by where the file is, at once and without secrets", async (status, message) => {
    const url = server.put("t.csv", small);
    server.answer = (...given) => {
      withStatus(status)(...given);
      return true;
    };
    const failure = await failureOf(() => openSource(url + secrets));
    expect(failure.message.startsWith(`${url}: ${message}`)).toBe(true);
    expect(server.requests).toEqual(["HEAD", "GET bytes=0-0"]);
  });

  test("a server that sends the whole file where part is asked for", async () => {
    const url = server.put("t.csv", small);
    const whole = to("GET", (_, response) => void response.writeHead(200).end(small));
    server.answer = whole;
    const message = `${url}: the server sends the whole file where part of it is asked for`;
    expect((await failureOf(() => openSource(url + secrets))).message).toContain(message);
    server.answer = (...given) => to("HEAD", withStatus(405))(...given) || whole(...given);
    expect((await failureOf(() => openSource(url + secrets))).message).toContain(message);
  });

  test("a server that cannot be reached, with the reason as its cause", async () => {
    const closed = new ObjectServer();
    await closed.start();
    const { origin } = closed;
    await closed.stop();
    const failure = await failureOf(() => openSource(`${origin}/bucket/t.csv${secrets}`));
    expect(failure.message).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/bucket\/t\.csv: the server cannot be reached \(.*ECONNREFUSED/,
    );
    expect(failure.cause).toMatchObject({ code: "ECONNREFUSED" });
  });

  test("a network whose own words have the URL in them, without those", async () => {
    const url = server.put("t.csv", small);
    const target = "https://me:topsecret@host.test/t.csv?hidden";
    const words = `error sending request for url (${url}${secrets}), then ${target}`;
    vi.stubGlobal("fetch", () => Promise.reject(Object.assign(new Error(words), { path: target })));
    const failure = await failureOf(() => openCsv(url + secrets));
    vi.unstubAllGlobals();
    expect(failure.message).toBe(
      `${url}: the server cannot be reached (error sending request for url (${url}), ` +
        "then https://host.test/t.csv)",
    );
  });

  test("an answer that is too short, too long, packed, or of another range", async () => {
    const url = server.put("t.csv", small);
    const last = small.length - 1;
    const range = { "Content-Range": `bytes 0-${last}/${small.length}` };
    const answers: [object, string, string][] = [
      [range, small.slice(1), `expected an answer of ${last + 1} bytes, got ${last}`],
      [range, `${small}5`, `expected an answer of ${last + 1} bytes, got more`],
      [{ ...range, "Content-Encoding": "br" }, small, "packed (Content-Encoding: br)"],
      [{ "Content-Range": "bytes 2-4/12" }, "abc", `expected bytes 0 to ${last}, got 2 to 4`],
    ];
    for (const [headers, body, message] of answers) {
      server.answer = to(
        "GET",
        (_, response) => void response.writeHead(206, { ...headers }).end(body),
      );
      const failure = await failureOf(() => openCsv(url + secrets));
      expect(failure.message).toContain(`${url}: `);
      expect(failure.message).toContain(message);
    }
  });

  test("a server that does not say how long the file is", async () => {
    const url = server.put("t.csv", small);
    server.answer = (_, response) => {
      response.writeHead(206).end("a");
      return true;
    };
    const { message } = await failureOf(() => openCsv(url + secrets));
    expect(message).toContain(`${url}: the server does not say how long the file is`);
  });

  test("DuckDB for a URL", async () => {
    const message = 'engine: "duckdb" reads paths only, no URL or Blob';
    for (const [name, content] of [kinds[0], kinds[1]]) {
      const open = () => openSource(server.put(name, content) + secrets, { engine: "duckdb" });
      expect((await failureOf(open)).message).toBe(`${name}: ${message}`);
    }
  });

  test("a URL that is invalid, of another scheme, or has a password in it", async () => {
    const invalid = await failureOf(() => openSource(`http://me:topsecret@[/t.csv${secrets}`));
    expect(invalid.message).toContain("expected a URL such as https://");
    const other = await failureOf(() => openSource(new URL("file:///t.csv?topsecret")));
    expect(other.message).toContain("http:// or https://, got one that starts with file:");
    const named = await failureOf(() =>
      openSource(`https://me:topsecret@host.test/t.csv${secrets}`),
    );
    expect(named.message).toContain("https://host.test/t.csv: expected a URL without a name");
  });
});

describe("a redirect", () => {
  const redirecting =
    (from: string, to: string): Answer =>
    (request, response) => {
      if (request.url !== new URL(from).pathname) return false;
      response.writeHead(302, { Location: to }).end();
      return true;
    };

  test("within the server is followed", async () => {
    const to = server.put("to.csv", small);
    const from = server.put("from.csv", "other\n");
    server.answer = redirecting(from, to);
    expect((await openCsv(from)).columns).toEqual(["a", "b"]);
    server.answer = () => false;
  });

  test("to another server is refused: whoever may read one may not mean others", async () => {
    const other = new ObjectServer();
    await other.start();
    const from = server.put("from.csv", small);
    const to = other.put("secret.csv", small);
    server.answer = redirecting(from, to);
    try {
      await expect(openCsv(from)).rejects.toThrow(
        `${from}: the server sends to another, ${new URL(to).origin}; name that`,
      );
    } finally {
      server.answer = () => false;
      await other.stop();
    }
  });
});

describe("what fails at first is tried again", () => {
  const dropped: Respond = (_, response) => void response.destroy();
  const brokenOff: Respond = (_, response) => {
    response.writeHead(206, { "Content-Length": 12 }).write("a,b");
    setImmediate(() => response.destroy());
  };

  test.each([
    ["status 408", withStatus(408)],
    ["status 429", withStatus(429)],
    ["status 500", withStatus(500)],
    ["status 503", withStatus(503)],
    ["a connection that ends", dropped],
    ["a body that breaks off", brokenOff],
  ])("%s", async (_, fail) => {
    const url = server.put("t.csv", small);
    const source = await openCsv(url + secrets);
    server.requests.length = 0;
    server.answer = to("GET", fail, 2);
    expect(await pointsOf(source)).toEqual([1, 2, 3, 4]);
    const get = `GET bytes=0-${small.length - 1}`;
    expect(server.requests).toEqual(["HEAD", get, get, get, "HEAD"]);
  });

  test.each([
    [withStatus(503), "the server failed 4 times (HTTP 503)"],
    [dropped, "the server cannot be reached (other side closed)"],
    [brokenOff, "the answer broke off after 3 of 12 bytes (other side closed)"],
  ])("but three times at most", async (fail, message) => {
    const url = server.put("t.csv", small);
    const source = await openCsv(url + secrets);
    server.requests.length = 0;
    server.answer = to("GET", fail);
    const failure = await failureOf(() => pointsOf(source));
    expect(failure.message).toBe(`${url}: ${message}`);
    expect(server.requests.filter((request) => request !== "HEAD")).toHaveLength(4);
  });
});

describe("an object that changes", () => {
  const changed = "t.csv: the file has changed since it was opened; open it anew";
  const monday = "Mon, 06 Jul 2026 10:00:00 GMT";
  const tuesday = "Tue, 07 Jul 2026 10:00:00 GMT";
  const others = small.replace("3", "5");

  const changes: [string, Said, string, Said][] = [
    ["tag", { etag: '"1"' }, others, { etag: '"2"' }],
    ["time", { modified: monday }, others, { modified: tuesday }],
    ["size", {}, `${small}5,6\n`, {}],
    ["size, to nothing", {}, "", {}],
  ];
  test.each(changes)("in its %s between passes is refused", async (_, said, after, saidThen) => {
    const url = server.put("t.csv", small, said);
    const source = await openCsv(url + secrets);
    expect(await pointsOf(source)).toEqual([1, 2, 3, 4]);
    server.put("t.csv", after, saidThen);
    expect((await failureOf(() => pointsOf(source))).message).toBe(changed);
  });

  test("between two reads of a pass is refused before its bytes are given", async () => {
    const numbers = Float64Array.from({ length: 2 ** 18 }, (_, i) => i);
    const content = npyOf(numbers, "<f8", [2 ** 18, 1]);
    const source = await openNpy(server.put("t.npy", content), { chunkRows: 2 ** 14 });
    const others = npyOf(numbers.fill(-1), "<f8", [2 ** 18, 1]);
    let given = 0;
    const { message } = await failureOf(async () => {
      for await (const chunk of source.open()) {
        if (given === 0) server.put("t.npy", others, { etag: '"2"' });
        expect(chunk).not.toContain(-1);
        given += 1;
      }
    });
    // Those of the first read, of about 1 MiB.
    expect(given).toBe(8);
    expect(message).toContain("t.npy: the file has changed since it was opened");
  });

  test("to nothing at all is refused", async () => {
    const url = server.put("t.csv", small);
    const source = await openCsv(url + secrets);
    server.remove("t.csv");
    expect((await failureOf(() => pointsOf(source))).message).toBe(
      `${url}: there is no such file (HTTP 404)`,
    );
  });

  test("is no other for a tag that is weak in some answers, or a time that differs", async () => {
    const url = server.put("t.csv", small, { etag: '"1"', modified: monday });
    const source = await openCsv(url);
    server.put("t.csv", small, { etag: 'W/"1"', modified: tuesday });
    expect(await pointsOf(source)).toEqual([1, 2, 3, 4]);
  });
});

test("reads ahead of reads that follow each other, and not of others", async () => {
  const content = Uint8Array.from({ length: 2 ** 23 }, (_, i) => i % 251);
  const asked: [number, number][] = [];
  const bytes = readingAhead(
    {
      read: (start, end) => {
        asked.push([start, end]);
        return Promise.resolve(content.slice(start, end));
      },
      close: () => Promise.resolve(),
    },
    content.length,
  );
  const check = async (start: number, end: number) => {
    const got = await bytes.read(start, end);
    expect(got.buffer.byteLength).toBe(end - start);
    expect(Buffer.compare(got, content.subarray(start, end))).toBe(0);
  };
  const step = 1000;
  for (let at = 0; at < 2 ** 22; at += step) await check(at, at + step);
  expect(asked.length).toBeLessThan(14);
  expect(Math.max(...asked.map(([start, end]) => end - start))).toBeLessThanOrEqual(2 ** 20);
  asked.length = 0;
  // Side by side, so that the second finds what the first brings.
  await Promise.all([check(100, 108), check(108, 300), check(100, 200)]);
  expect(asked).toEqual([[100, 100 + 2 ** 14]]);
  asked.length = 0;
  await check(2 ** 22, 2 ** 22 + 2 ** 20);
  await check(7_000_000, 7_100_000);
  await check(content.length - 8, content.length);
  expect(asked).toEqual([
    [2 ** 22, 2 ** 22 + 2 ** 20],
    [7_000_000, 7_100_000],
    [content.length - 8, content.length],
  ]);
});
