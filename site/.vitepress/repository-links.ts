import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { MarkdownRenderer } from "vitepress";
import { PAGES } from "./pages.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the repository can be read, such as https://github.com/someone/mixtura; unset, its files are only named. */
const repository = process.env["SITE_REPOSITORY"];

/**
 * Texts of the repository link to its files. Here such a link leads to the page that shows the file; where there is
 * none, to the repository, if it is known where that is.
 */
export function repositoryLinks(md: MarkdownRenderer): void {
  md.core.ruler.push("repository-links", ({ tokens, env }) => {
    // Titles of pages come by themselves, without one.
    const { path } = env as { path?: string };
    if (path === undefined) return;
    const folders = [dirname(path)];
    for (const token of tokens) {
      if (token.type === "html_block") follow(token.content, folders);
      const closing: string[] = [];
      for (const [i, child] of (token.children ?? []).entries()) {
        if (child.type === "link_open") {
          const href = child.attrGet("href");
          const target = href === null ? undefined : targetOf(href, folders[0]);
          if (target !== undefined) {
            child.attrSet("href", target);
            const before = token.children!.slice(0, i).map(({ content }) => content);
            name(token.children![i + 1], target, before.join(" "));
          } else if (href !== null) {
            child.tag = "span";
            child.attrs = [["title", `in the repository: ${pathOf(href, folders[0])}`]];
          }
          closing.unshift(child.tag);
        } else if (child.type === "link_close") child.tag = closing.shift()!;
        else if (child.type === "image") {
          // VitePress finds the pictures of an included text where their address begins with a dot.
          const src = child.attrGet("src")!;
          if (!/^[./]|^[a-z]+:/.test(src)) child.attrSet("src", `./${src}`);
        }
      }
    }
  });
}

/** A link that is called by its file is called by its page: "the story", or, where a sentence begins, "The story". */
function name(text: { content: string }, target: string, before: string): void {
  if (!/^[\w/-]+\.md$/.test(text.content) || !target.startsWith("/")) return;
  const the = /(?:^|[.!?])\s*$/.test(before) ? "The" : "the";
  const page = target.replace(/#.*$/, "").split("/").findLast(Boolean)!;
  const subject = ["performance", "publishing", "runtimes"].includes(page);
  text.content = `${the} ${subject ? "page on " : ""}${page}`;
}

/** An included text has links of its own folder. */
function follow(html: string, folders: string[]): void {
  for (const marker of html.matchAll(/<!-- @include-(?:start: (.*?)|end) -->/g)) {
    const folder = marker.at(1);
    if (folder === undefined) folders.shift();
    else folders.unshift(folder);
  }
}

/** Undefined for a file of the repository that is shown nowhere. */
function targetOf(href: string, folder: string): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return href;
  const path = pathOf(href, folder);
  const hash = /#.*$/.exec(href)?.[0] ?? "";
  if (path.startsWith("site/")) return "/" + path.slice("site/".length) + hash;
  // The tables of the examples are served as they are: site/public/data.
  if (path.startsWith("examples/data/")) return path.slice("examples".length);
  const section = PAGES[path + hash];
  if (section !== undefined) return section;
  const page = PAGES[path];
  if (page !== undefined) return page + hash;
  return repository && `${repository}/blob/main/${path}${hash}`;
}

function pathOf(href: string, folder: string): string {
  const path = relative(root, join(folder, decodeURI(href.replace(/#.*$/, ""))));
  return path.split(sep).join(posix.sep);
}
