import { figure1 } from "./figure-1.js";
import { figure2 } from "./figure-2.js";
import { figure3 } from "./figure-3.js";
import { figure4 } from "./figure-4.js";
import { figure5 } from "./figure-5.js";
import { figure6 } from "./figure-6.js";
import { figure7 } from "./figure-7.js";
import { figure8 } from "./figure-8.js";
import { figure9 } from "./figure-9.js";
import { figure10 } from "./figure-10.js";

/** What draws each file of this folder, in the order in which docs/algorithms.md shows them. */
export const FIGURES: Record<string, () => string> = {
  "figure-1.svg": figure1,
  "figure-2.svg": figure2,
  "figure-3.svg": figure3,
  "figure-4.svg": figure4,
  "figure-5.svg": figure5,
  "figure-6.svg": figure6,
  "figure-7.svg": figure7,
  "figure-8.svg": figure8,
  "figure-9.svg": figure9,
  "figure-10.svg": figure10,
};
