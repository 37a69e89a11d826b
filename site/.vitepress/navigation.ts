import type { DefaultTheme } from "vitepress";
import api from "../api/typedoc-sidebar.json" with { type: "json" };

const guide = (text: string, name: string) => ({ text, link: `/guides/${name}` });

const GUIDES: DefaultTheme.SidebarItem[] = [
  {
    text: "Start",
    items: [
      guide("Getting started", "getting-started"),
      guide("Preparing data", "preparing-data"),
      guide("Which algorithm, which k", "choosing"),
      guide("Reading diagnostics", "diagnostics"),
    ],
  },
  {
    text: "Recipes",
    items: [
      guide("A palette", "palette"),
      guide("Places", "places"),
      guide("Embeddings", "embeddings"),
      guide("Customers", "customers"),
      guide("Outliers", "outliers"),
      guide("Natural breaks", "natural-breaks"),
    ],
  },
  {
    text: "At work",
    items: [
      guide("Progress, cancel, threads", "progress-and-threads"),
      guide("Memory and large data", "memory"),
      { text: "Files as sources", link: "/sources" },
      guide("Sums instead of points", "sums"),
      guide("Reproducibility", "reproducibility"),
      { text: "Performance", link: "/performance" },
      { text: "Where it runs", link: "/runtimes" },
    ],
  },
  {
    text: "Without code",
    items: [
      { text: "A table, from end to end", link: "/walk-through" },
      { text: "The command", link: "/command" },
    ],
  },
  {
    text: "Coming from",
    items: [
      guide("scikit-learn", "from-scikit-learn"),
      guide("ml-kmeans", "from-ml-kmeans"),
      guide("mclust", "from-mclust"),
    ],
  },
  {
    text: "More",
    items: [
      { text: "Story", link: "/story" },
      { text: "Reference", link: "/reference" },
      { text: "Publishing this site", link: "/publishing" },
    ],
  },
];

export const NAVIGATION: DefaultTheme.NavItem[] = [
  { text: "Playground", link: "/" },
  { text: "Story", link: "/story" },
  {
    text: "Guides",
    link: "/guides/",
    activeMatch: "^/(guides/|performance|runtimes|publishing|walk-through|command|sources)",
  },
  { text: "Reference", link: "/reference" },
  { text: "API", link: "/api/", activeMatch: "^/api/" },
];

export const SIDEBAR: DefaultTheme.Sidebar = {
  "/api/": api,
  "/guides/": GUIDES,
  "/reference": GUIDES,
  "/performance": GUIDES,
  "/runtimes": GUIDES,
  "/publishing": GUIDES,
  "/walk-through": GUIDES,
  "/command": GUIDES,
  "/sources": GUIDES,
};
