import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { examples, mixtura } from "./command.js";

const readme = readFileSync(new URL("../../cli/README.md", import.meta.url), "utf8");
const sessions = Array.from(readme.matchAll(/```console\n\$ mixtura ((?:.*\\\n)*.*)\n([^]*?)```/g));

it("has sessions to check", () => {
  expect(sessions.length).toBeGreaterThanOrEqual(3);
});

it.each(sessions.map(([, command, output]) => [command, output]))(
  "mixtura %s prints what the README shows",
  async (command, output) => {
    const args = command.replaceAll("\\\n", " ").trim().split(/\s+/);
    const { stdout, stderr } = await mixtura(args, { cwd: examples });
    expect(`${stderr}${stdout}`.trimEnd()).toBe(output.trimEnd());
  },
);
