import type { MarkdownRenderer } from "vitepress";

/** The corner of a table with heads on two sides is no head: it names nothing. */
export function tableCorners(md: MarkdownRenderer): void {
  md.core.ruler.push("table-corners", ({ tokens }) => {
    tokens.forEach((token, i) => {
      if (token.type !== "th_open" || tokens[i + 1].content !== "") return;
      token.tag = tokens[i + 2].tag = "td";
    });
  });
}
