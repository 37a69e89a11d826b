import type { MarkdownRenderer } from "vitepress";

/**
 * Says on a page's outermost element whether there is an outline of it: VitePress looks for headings when the page's
 * script is there, which is too late to keep room for what leads to them.
 */
export function headed(md: MarkdownRenderer): void {
  md.core.ruler.push("headed", ({ env, tokens }) => {
    const { frontmatter } = env as { frontmatter?: Record<string, unknown> };
    // Titles are parsed by themselves; pages of a layout of their own have no outline.
    if (frontmatter === undefined || frontmatter["layout"] !== undefined) return;
    const levels = new Set(tokens.map(({ type, tag }) => (type === "heading_open" ? tag : "")));
    if (levels.has("h2") || levels.has("h3")) frontmatter["pageClass"] = "headed";
  });
}
