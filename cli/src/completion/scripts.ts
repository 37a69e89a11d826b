import { bashScript } from "./bash.js";
import { fishScript } from "./fish.js";
import type { Outline } from "./outline.js";
import { zshScript } from "./zsh.js";

/** A script for each shell that can be told how to complete the command. */
export const scripts: Readonly<Record<string, (outline: Outline) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};
