import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { duration, elapsed } from "../../../cli/src/text/duration.js";
import { bar, line, StatusLine, type Status } from "../../../cli/src/text/status-line.js";

/** A terminal that keeps what is written to it. */
function terminal(settings: { isTTY?: boolean; columns?: number } = {}) {
  const stream = Object.assign(new PassThrough({ encoding: "utf8" }), {
    ...{ isTTY: true, columns: 80, ...settings },
  });
  const read = () => (stream.read() as string | null) ?? "";
  return { stream: stream as unknown as NodeJS.WriteStream, read };
}

const status = (text: string, share?: number): Status => ({
  share,
  parts: [
    { text, rank: 0 },
    { text: bar, rank: 1 },
  ],
});

describe("the status line", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubEnv("TERM", "xterm");
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it("says nothing of what is done in half a second", () => {
    const { stream, read } = terminal();
    const own = new StatusLine(stream);
    own.show(status("work"));
    vi.advanceTimersByTime(499);
    own.clear();
    vi.advanceTimersByTime(10_000);
    expect(read()).toBe("");
  });

  it("then shows the last that it was told, and leaves nothing", () => {
    const { stream, read } = terminal();
    const own = new StatusLine(stream);
    own.show(status("first"));
    own.show(status("second", 0.5));
    vi.advanceTimersByTime(500);
    expect(read()).toContain("\x1b[1Gsecond  ██████░░░░░░\x1b[0K");
    own.show(status("third"));
    vi.advanceTimersByTime(200);
    expect(read()).toBe("\x1b[1Gthird\x1b[0K");
    own.clear();
    expect(read().endsWith("\x1b[1G\x1b[2K")).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect(read()).toBe("");
  });

  it("is one line and no more where work has held up the clock", () => {
    const { stream, read } = terminal();
    const own = new StatusLine(stream);
    const now = vi.spyOn(performance, "now").mockReturnValue(0);
    own.show(status("work"));
    now.mockReturnValue(600);
    own.show(status("more work"));
    now.mockRestore();
    vi.advanceTimersByTime(500);
    own.clear();
    read();
    vi.advanceTimersByTime(10_000);
    expect(read()).toBe("");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stays below what is written above it", () => {
    const { stream, read } = terminal();
    const own = new StatusLine(stream);
    own.show(status("work"));
    own.above(() => stream.write("early\n"));
    expect(read()).toBe("early\n");
    vi.advanceTimersByTime(500);
    own.above(() => stream.write("note\n"));
    expect(read()).toMatch(/Gwork.*2Knote\n.*Gwork.{4}$/);
    own.clear();
    read();
    own.above(() => stream.write("late\n"));
    expect(read()).toBe("late\n");
  });

  it("is nowhere but on a terminal that can take it back", () => {
    const file = terminal({ isTTY: false });
    const dumb = terminal();
    const onFile = new StatusLine(file.stream);
    onFile.show(status("work"));
    vi.stubEnv("TERM", "dumb");
    const onDumb = new StatusLine(dumb.stream);
    onDumb.show(status("work"));
    vi.advanceTimersByTime(10_000);
    for (const own of [onFile, onDumb]) own.clear();
    expect(file.read() + dumb.read()).toBe("");
  });

  it("stays within the width, less the column where some terminals wrap", () => {
    const { stream, read } = terminal({ columns: 20 });
    const own = new StatusLine(stream);
    own.show(status("reading a_file_with_a_long_name.csv", 0.5));
    vi.advanceTimersByTime(500);
    expect(read()).toContain("\x1b[1Greading a_file_wit…\x1b[0K");
    own.clear();
  });
});

describe("line", () => {
  const parts = [
    { text: "title", rank: 3 },
    { text: bar, rank: 2 },
    { text: "one", rank: 0 },
    { text: "a long one", rank: 1 },
  ];

  it.each([
    [30, "title  ███  one  a long one"],
    [26, "███  one  a long one"],
    [19, "one  a long one"],
    // What is left out makes room for less.
    [14, "███  one"],
    [8, "███  one"],
    [7, "one"],
    [2, "o…"],
    [1, "…"],
    // Such a terminal cuts it off by itself.
    [0, "one"],
  ])("in %d columns leaves out what matters least", (width, expected) => {
    expect(line({ parts, share: 1 }, "███", width)).toBe(expected);
  });

  it("has no bar where nobody knows how much there is, and no control characters", () => {
    expect(line({ parts }, "███", 80)).toBe("title  one  a long one");
    expect(line({ parts: [{ text: "a\x1b[2Jb", rank: 0 }] }, "", 80)).toBe("a [2Jb");
    expect(line({ parts: [{ text: "長長長", rank: 0 }] }, "", 5)).toBe("長…");
  });
});

describe("duration", () => {
  it.each([
    [1, "1 s"],
    [12_000, "12 s"],
    [98_001, "99 s"],
    [100_000, "2 min"],
    [3_600_000, "60 min"],
    [6_000_001, "2 h"],
    [1e10, "2,778 h"],
  ])("of %d ms is %s", (milliseconds, expected) => {
    expect(duration(milliseconds)).toBe(expected);
  });
});

describe("elapsed", () => {
  it.each([
    [0.2, "1 ms"],
    [40.6, "41 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [12_340, "12.3 s"],
    [99_949, "99.9 s"],
    [99_960, "2 min"],
  ])("says %f ms as %s", (milliseconds, expected) => {
    expect(elapsed(milliseconds)).toBe(expected);
  });
});
