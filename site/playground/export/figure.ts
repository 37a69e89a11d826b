/** The sheet as a picture, as it is seen. */
import { hexOf } from "../view/colour.js";
import { radiusFor } from "../view/raster.js";
import type { Plot } from "../view/plot.js";
import type { Scene } from "../view/scene.js";
import type { Theme } from "../view/theme.js";

/** Points up to which each is a shape of its own. */
const SHAPES = 10_000;
const NAMESPACE = "http://www.w3.org/2000/svg";
const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";

/** What the figure is drawn from. */
export interface Drawn {
  readonly plot: Plot;
  readonly scene: Scene;
  readonly theme: Theme;
}

export function svgOf({ plot, scene, theme }: Drawn): string {
  const { width, height } = plot.window!;
  const { tint, under, points, over } = plot.layers;
  const inside = (layer: SVGElement) => {
    const copy = layer.cloneNode(true) as SVGElement;
    for (const element of copy.querySelectorAll("*"))
      for (const name of [
        "class",
        "tabindex",
        "role",
        "aria-label",
        "aria-pressed",
        "data-cluster",
      ])
        element.removeAttribute(name);
    return copy.innerHTML.replaceAll(` xmlns="${NAMESPACE}"`, "");
  };
  const image = (canvas: HTMLCanvasElement, w: number, h: number) =>
    `<image href="${canvas.toDataURL()}" width="${w}" height="${h}" preserveAspectRatio="none"/>`;
  const ground =
    tint.width > 1 ? image(tint, parseFloat(tint.style.width), parseFloat(tint.style.height)) : "";
  const many = scene.positions.length / 2 > SHAPES;
  return [
    `<svg xmlns="${NAMESPACE}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}">`,
    `<rect width="${width}" height="${height}" fill="${theme.ground}"/>`,
    ground,
    inside(under),
    many ? image(points, width, height) : circles(plot, scene, theme),
    inside(over),
    "</svg>\n",
  ].join("\n");
}

function circles(plot: Plot, { positions }: Scene, theme: Theme): string {
  const window = plot.window!;
  const labs = plot.colours;
  const count = positions.length / 2;
  const radius = radiusFor(count, window.width);
  const discs = Array.from({ length: count }, (_, i) => {
    const [x, y] = [window.x(positions[2 * i]), window.y(positions[2 * i + 1])];
    const fill = hexOf([labs[3 * i], labs[3 * i + 1], labs[3 * i + 2]]);
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}" fill="${fill}"/>`;
  });
  return `<g stroke="${theme.ground}" stroke-width="${(0.2 * radius).toFixed(2)}">${discs.join("")}</g>`;
}

/** The same in pixels, two for one of the page. */
export async function pngOf(drawn: Drawn): Promise<Blob> {
  const { width, height } = drawn.plot.window!;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(drawn))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {
    width: 2 * width,
    height: 2 * height,
  });
  canvas.getContext("2d")!.drawImage(image, 0, 0, 2 * width, 2 * height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error("The browser made no picture."));
      else resolve(blob);
    });
  });
}
