import { cp } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { examples, hasTerminal, mixtura, workspace } from "./command.js";

const here = workspace();
const columns = ["--columns", "bill_length_mm,body_mass_g"];

beforeAll(async () => {
  await cp(examples, here.path("."), { recursive: true });
  const model = ["--model", "mixture.json"];
  await here.mixtura(["fit", "penguins.csv", "-k", "2", "-a", "gaussian", ...columns, ...model]);
  await here.write("words.csv", "a,b\nx,y\n");
});

/** Of every command: what it does, what it cannot do with such data, and what is no usage of it. */
const commands: Record<string, { done: string[]; unusable?: string[]; wrong: string[] }> = {
  fit: {
    done: ["penguins.csv", "-k", "2", ...columns],
    unusable: ["nowhere.csv", "-k", "2"],
    wrong: ["penguins.csv", "-k", "0"],
  },
  compare: {
    done: ["penguins.csv", "-k", "2", ...columns],
    unusable: ["words.csv", "-k", "1"],
    wrong: ["penguins.csv"],
  },
  select: {
    done: ["penguins.csv", "-k", "1..2", ...columns],
    unusable: ["penguins.csv", "-k", "1..2", "--columns", "species"],
    wrong: ["penguins.csv", "-k", "2..1"],
  },
  predict: {
    done: ["mixture.json", "penguins.csv"],
    unusable: ["words.csv", "penguins.csv"],
    wrong: ["mixture.json"],
  },
  sample: {
    done: ["mixture.json", "-n", "3"],
    unusable: ["nowhere.json", "-n", "3"],
    wrong: ["mixture.json", "-n", "none"],
  },
  completion: { done: ["bash"], wrong: ["tcsh"] },
  help: { done: ["data"], wrong: ["nonsense"] },
};

describe.each(Object.entries(commands))("mixtura %s", (name, { done, unusable, wrong }) => {
  it("ends with 0 where it is done", async () => {
    const { code, stdout, stderr } = await here.mixtura([name, ...done]);
    expect(code).toBe(0);
    expect(stdout).not.toBe("");
    expect(stderr).not.toContain("error");
  });

  it.skipIf(unusable === undefined)("ends with 1 and a line on what it cannot use", async () => {
    const { code, stdout, stderr } = await here.mixtura([name, ...(unusable ?? [])]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error: .+\n$/m);
  });

  it("ends with 2 and a line on wrong usage", async () => {
    for (const args of [wrong, [...done, "--nonsense"], [...done, "a", "b", "c"]]) {
      const { code, stdout, stderr } = await here.mixtura([name, ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^error: .+\n$/);
    }
  });

  it("ends quietly where nobody reads what it prints", async () => {
    const { code, stderr } = await here.mixturaUnread([name, ...done]);
    expect(code).toBe(0);
    expect(stderr).not.toContain("EPIPE");
    expect(stderr).not.toContain("error");
  });
});

it("ends a long sample early where nobody reads on", async () => {
  const { code, stdout, stderr } = await here.shell(
    '"$0" "$1" sample mixture.json -n 1000000 | head -n 2',
    "",
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")).toHaveLength(3);
});

describe("colours", () => {
  const fit = ["fit", "penguins.csv", "-k", "2", ...columns, "--plot", "-"];
  /** Whether the report is coloured, and the picture below it. */
  const partsColored = (stdout: string) =>
    stdout.split("converged after").map((part) => part.includes("\x1b["));

  it.each([
    ["none in a pipe", {}, false],
    ["those that are forced", { FORCE_COLOR: "1" }, true],
    ["none that are forced by 0", { FORCE_COLOR: "0" }, false],
    ["none against NO_COLOR", { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    ["those that an empty NO_COLOR leaves", { FORCE_COLOR: "1", NO_COLOR: "" }, true],
    ["forced ones on a dumb terminal", { FORCE_COLOR: "1", TERM: "dumb" }, true],
  ])("are %s", async (_, env, colored) => {
    const { code, stdout } = await mixtura([...fit, "--plot", "-"], { cwd: here.path("."), env });
    expect(code).toBe(0);
    expect(partsColored(stdout)).toEqual([colored, colored]);
  });

  it.skipIf(!hasTerminal).each([
    ["there at a terminal", "env -u NO_COLOR -u FORCE_COLOR TERM=xterm", true],
    ["not there on a dumb one", "env -u NO_COLOR -u FORCE_COLOR TERM=dumb", false],
    ["not there on a dumb one of a CI", "env -u NO_COLOR -u FORCE_COLOR CI=1 TERM=dumb", false],
    ["not there where FORCE_COLOR is 0", "env -u NO_COLOR TERM=xterm FORCE_COLOR=0", false],
    ["not there with NO_COLOR", "env -u FORCE_COLOR TERM=xterm NO_COLOR=1", false],
  ])("are %s", async (_, variables, colored) => {
    // Inside of quotes, the command is what sh was given.
    const typed = `${variables} script -qec "'$0' '$1' ${fit.join(" ")} --plot -" /dev/null`;
    const { stdout } = await here.shell(typed, "");
    expect(stdout).toContain("cluster");
    expect(partsColored(stdout)).toEqual([colored, colored]);
  });
});
