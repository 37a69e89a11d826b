import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm, tarballOf } from "./install.js";
import type { Installed } from "./runtime.js";

export const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));

/** Text of a file in the folder of the examples. */
export const textOf = (path: string) => readFileSync(join(EXAMPLES, path), "utf8");

/** A copy of an example, far from the checkout, with the packed tarball installed. */
export interface Example {
  readonly folder: string;
  /** Text of one of its files. */
  read(file: string): string;
  remove(): void;
}

/** What an example says of itself. */
export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  /** Tools that only those who deploy it need. */
  devDependencies?: Readonly<Record<string, string>>;
}

/** Does what a user does who copies an example; tools are left out, for they are not here. */
export function copyExample(name: string, installed: Installed): Example {
  const folder = mkdtempSync(join(tmpdir(), `mixtura-${name}-`));
  const example: Example = {
    folder,
    read: (file) => readFileSync(join(folder, file), "utf8"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  try {
    cpSync(join(EXAMPLES, name), folder, {
      recursive: true,
      filter: (path) => !path.endsWith("/node_modules"),
    });
    const manifest = JSON.parse(example.read("package.json")) as Manifest;
    delete manifest.devDependencies;
    writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
    npm(folder, "install", tarballOf(installed));
  } catch (error) {
    example.remove();
    throw error;
  }
  return example;
}

/** The fenced blocks of an example's README, in their order. */
export function blocksOf(readme: string): string[] {
  return Array.from(readme.matchAll(/```(?:sh)?\n([\s\S]*?)```/g), ([, text]) => text);
}
