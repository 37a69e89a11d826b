import { readFileSync } from "node:fs";
import { defineConfig } from "vitepress";
import { NAVIGATION, SIDEBAR } from "./navigation.js";
import { repositoryLinks } from "./repository-links.js";
import { headed } from "./headed.js";
import { slugOf } from "./slug.js";
import { tableCorners } from "./table-corners.js";
import { liveFigures } from "./live-figures.js";

// As part of each page, for an address of its own would have to change with the depth of the page.
const icon = readFileSync(new URL("../public/favicon.svg", import.meta.url)).toString("base64");

export default defineConfig({
  title: "mixtura",
  description:
    "k-means, soft k-means and Gaussian mixtures: see them work, and use them in JavaScript",
  lang: "en",
  // Every page finds the others from where it is: the built site works in any folder of any host.
  base: "./",
  srcExclude: ["public/**"],
  head: [
    ["link", { rel: "icon", type: "image/svg+xml", href: `data:image/svg+xml;base64,${icon}` }],
    ["meta", { name: "theme-color", content: "#2367a8" }],
  ],
  markdown: {
    math: true,
    anchor: { slugify: slugOf },
    config(md) {
      repositoryLinks(md);
      liveFigures(md);
      tableCorners(md);
      headed(md);
    },
  },
  // The playground links the story, which formulas make large: nobody should wait for what they may not open.
  router: { prefetchLinks: false },
  // Who opens the story by its address gets its formulas as HTML.
  vite: { build: { chunkSizeWarningLimit: 1000 } },
  themeConfig: {
    logo: { src: "/favicon.svg", alt: "" },
    nav: NAVIGATION,
    sidebar: SIDEBAR,
    outline: { level: [2, 3] },
    search: {
      provider: "local",
      options: {
        // Prose explains what a name of the API only mentions.
        miniSearch: {
          searchOptions: {
            boostDocument: (id: string) => (/^\.?\/?(api|publishing)/.test(id) ? 0.3 : 1),
          },
        },
      },
    },
  },
});
