/** The playground alone, as a page of its own. */
import { mount } from "./mount.js";

const scheme = matchMedia("(prefers-color-scheme: dark)");
const mounted = mount(document.querySelector<HTMLElement>("main div")!, { dark: scheme.matches });
scheme.addEventListener("change", ({ matches }) => mounted.setDark(matches));
