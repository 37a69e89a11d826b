import type { MarkdownRenderer } from "vitepress";

/**
 * Where a page shows a picture of docs/figures, the site shows the same as a figure that can be played, with
 * the picture as what is to be seen until then.
 */
export function liveFigures(md: MarkdownRenderer): void {
  const image = md.renderer.rules.image!;
  md.renderer.rules.image = (tokens, at, options, env, self) => {
    const picture = image(tokens, at, options, env, self);
    const id = /figures\/(figure-\d+)\.svg/.exec(tokens[at].attrGet("src") ?? "")?.[1];
    // The development server sets the renderer up anew at each change of the configuration.
    if (picture.startsWith("<Figure ")) return picture;
    return id === undefined ? picture : `<Figure id="${id}">${picture}</Figure>`;
  };
}
