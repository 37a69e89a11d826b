import { spawn, spawnSync } from "node:child_process";
import { cp, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { itWith } from "../packaging/it-with.js";
import { examples, hasTerminal, Running, workspace } from "./command.js";

const { mixtura, path, read } = workspace();

const shells = ["bash", "zsh", "fish"];
const windows = process.platform === "win32";

beforeAll(async () => {
  await cp(examples, path("."), { recursive: true });
  await writeFile(path("a b.csv"), "x\n1\n");
  for (const shell of shells) {
    const { code, stdout, stderr } = await mixtura(["completion", shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await writeFile(path(`complete.${shell}`), stdout);
  }
});

/** Why a shell cannot be tried here; undefined: it can. */
function missing(shell: string): string | undefined {
  return spawnSync(shell, ["--version"]).status === 0 ? undefined : `no ${shell} here`;
}

function run(shell: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(shell, args, { cwd: path("."), encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}

/** What bash offers for the last of the words, and how it would be asked: 9 completes, 63 lists. */
function byBash(words: readonly string[], type = 9): string[] {
  const line = `source complete.bash; COMP_TYPE=${type}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mixtura; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run("bash", "--norc", "-c", line, "bash", ...words)
    .split("\n")
    .filter((word) => word !== "");
}

/** What fish offers at the end of a line: words, a tab, and what each is. */
function byFish(line: string): string[] {
  const asked = 'source complete.fish; complete -C "$argv[1]"';
  return run("fish", "--no-config", "-c", asked, line).split("\n").slice(0, -1);
}

/** A shell at a terminal, and what its keys bring about. */
async function atTerminal(line: string, prepared: string) {
  const env = { ...process.env, TERM: "xterm", LC_ALL: "C.UTF-8" };
  const shell = new Running(
    spawn("script", ["-qec", `stty cols 100; exec ${line}`, "/dev/null"], { cwd: path("."), env }),
  );
  const type = async (keys: string, answer: string) => {
    shell.said = "";
    shell.child.stdin.write(keys);
    await shell.says(answer);
  };
  await type(`${prepared}; echo rea''dy\n`, "ready");
  return {
    type,
    end: async () => {
      // Whatever has been typed is thrown away.
      shell.child.stdin.write("\x15exit\n");
      await shell.ended;
    },
  };
}

/** Options that a command has by its help. */
async function optionsOf(command: string): Promise<string[]> {
  const { stdout } = await mixtura([command, "--help"]);
  return Array.from(stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm), ([, long]) => long);
}

const commands = [
  ...["fit", "compare", "select", "predict", "sample", "worker", "status", "completion"],
];

describe("bash", () => {
  const bashIt = (name: string, body: () => Promise<void> | void) =>
    itWith(missing("bash"), name, async () => body());

  bashIt("is offered the commands, and the options of each", async () => {
    expect(byBash(["mixtura", ""])).toEqual(expect.arrayContaining(commands));
    expect(byBash(["mixtura", "pre"])).toEqual(["predict"]);
    expect(byBash(["mixtura", "-"])).toContain("--version");
    for (const command of commands) {
      const offered = byBash(["mixtura", command, "--"]);
      expect(offered.toSorted()).toEqual((await optionsOf(command)).toSorted());
    }
  });

  bashIt("is offered the values that an option knows, however it is written", () => {
    expect(byBash(["mixtura", "fit", "-a", ""])).toEqual(["kmeans", "soft", "gaussian"]);
    expect(byBash(["mixtura", "fit", "x.csv", "--algorithm", "g"])).toEqual(["gaussian"]);
    expect(byBash(["mixtura", "fit", "--covariance", "=", "fu"])).toEqual(["full"]);
    expect(byBash(["mixtura", "fit", "--covariance", "="])).toContain("tied");
    expect(byBash(["mixtura", "select", "--criterion", "sil"])).toEqual(["silhouette"]);
    expect(byBash(["mixtura", "fit", "--start", "k"])).toEqual([
      ...["k-means++", "k-means||", "k-means"],
    ]);
    expect(byBash(["mixtura", "completion", ""])).toEqual(shells);
    expect(byBash(["mixtura", "worker", "--threads", ""])).toEqual(["auto"]);
    expect(byBash(["mixtura", "status", ""])).toEqual([]);
  });

  bashIt("is told what they are where it lists them, and only there", () => {
    const listed = byBash(["mixtura", "fit", "-a", ""], 63);
    expect(listed).toContain("kmeans    (k-means)");
    expect(byBash(["mixtura", "fit", "-a", "k"], 63)).toEqual(["kmeans"]);
  });

  bashIt("completes data, models and files to file names, and columns to nothing", () => {
    expect(byBash(["mixtura", "fit", "penguins."])).toEqual(["penguins.csv"]);
    expect(byBash(["mixtura", "fit", "--model", "a "])).toEqual(["a b.csv"]);
    expect(byBash(["mixtura", "worker", "--data", "a "])).toEqual(["a b.csv"]);
    expect(byBash(["mixtura", "predict", "model.json", "penguins."])).toEqual(["penguins.csv"]);
    expect(byBash(["mixtura", "fit", "penguins.csv", "--columns", ""])).toEqual([]);
    expect(byBash(["mixtura", "fit", "penguins.csv", "-k", "a"])).toEqual(["auto"]);
    expect(byBash(["mixtura", "fit", "penguins.csv", "--seed", ""])).toEqual([]);
  });

  const noTerminal = hasTerminal ? undefined : "no terminal here";
  itWith(missing("bash") ?? noTerminal, "does so at a terminal, and quotes names", async () => {
    const shell = await atTerminal("bash --norc --noprofile -i", "source complete.bash");
    await shell.type("mixtura fi\t", "fit ");
    await shell.type("a\\ b\t", ".csv ");
    await shell.type("--cov\t", "ariance ");
    await shell.type("fu\t", "ll ");
    await shell.type("-a \t\t", "gaussian  (Gaussian mixture)");
    await shell.end();
  });
});

describe("zsh", () => {
  const noTerminal = hasTerminal ? undefined : "no terminal here";
  itWith(
    missing("zsh") ?? noTerminal,
    "completes commands, options, values and files",
    async () => {
      const prepared = "autoload -U compinit && compinit -D -u && source complete.zsh";
      const shell = await atTerminal("zsh -f -i", prepared);
      // Blanks at the end are in bold, which comes in between.
      await shell.type("mixtura fi\t", "fit");
      await shell.type("penguins.\t", "penguins.csv");
      await shell.type("--cov\t", "--covariance");
      await shell.type("=fu\t", "=full");
      await shell.type("-a \t", "gaussian  -- Gaussian mixture");
      await shell.type("gau\t", "gaussian");
      await shell.type("--model a\t", "a\\ b.csv");
      await shell.type("\x15mixtura pred\t", "predict");
      await shell.type("penguins.csv penguins.\t", "penguins.csv penguins.csv");
      await shell.type("--\t", "-- add how likely the row is");
      await shell.type("\x15mixtura completion \t", "bash  fish  zsh");
      await shell.end();
    },
  );
});

describe("fish", () => {
  const fishIt = (name: string, body: () => Promise<void> | void) =>
    itWith(missing("fish"), name, async () => body());

  fishIt("is offered the commands, and the options of each, with what they are", async () => {
    const offered = byFish("mixtura ").map((line) => line.split("\t")[0]);
    expect(offered).toEqual(expect.arrayContaining(commands));
    expect(byFish("mixtura fi")).toContain("fit\tfind k clusters in a table");
    for (const command of commands) {
      const flags = byFish(`mixtura ${command} --`).map((line) => line.split("\t")[0]);
      const own = await optionsOf(command);
      expect(flags.map((flag) => flag.replace(/=$/, "")).toSorted()).toEqual(own.toSorted());
    }
  });

  fishIt("is offered values, and names of files where they belong", () => {
    expect(byFish("mixtura fit -a g")).toEqual(["gaussian\tGaussian mixture"]);
    expect(byFish("mixtura fit x --covariance=fu")).toHaveLength(1);
    expect(byFish("mixtura completion ").map((line) => line.split("\t")[0])).toEqual(
      shells.toSorted(),
    );
    for (const before of ["fit ", "fit --model ", "fit --plot=", "predict m.json "]) {
      const [offered] = byFish(`mixtura ${before}penguins.`);
      expect(offered).toContain("penguins.csv");
    }
    expect(byFish("mixtura fit --columns peng")).toEqual([]);
    expect(byFish("mixtura completion peng")).toEqual([]);
  });
});

describe.skipIf(windows)("the scripts", () => {
  it("have each word that an option knows", async () => {
    const { stdout } = await mixtura(["fit", "--help"]);
    for (const shell of shells) {
      const script = await read(`complete.${shell}`);
      for (const option of await optionsOf("fit")) expect(script).toContain(option.slice(2));
      for (const word of ["parquet", "diagonal", "half-squared", "mean", "auto"]) {
        expect(stdout).toContain(word);
        expect(script).toContain(word);
      }
    }
  });

  it("offer files to every option that writes one", async () => {
    const script = await read("complete.fish");
    for (const option of ["model", "labels", "output", "plot"]) {
      expect(script).toMatch(new RegExp(`-l ${option} -r -F `));
    }
  });

  it("are of the shells that there are", async () => {
    const { code, stdout, stderr } = await mixtura(["completion", "tcsh"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: .* Expected bash, zsh or fish\.\n$/);
  });
});
