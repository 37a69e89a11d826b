import { digits } from "./run.js";
import { element, set } from "./svg.js";

const [WIDTH, HEIGHT, ROOM] = [120, 32, 5];

/** A small curve with a mark on it, and the values at its ends for those who do not see it. */
export function curve() {
  const svg = element("svg", { class: "curve", role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT}` });
  const line = element("polyline");
  const mark = element("circle", { r: 3.5 });
  svg.append(line, mark);
  return {
    svg,
    draw(name: string, values: readonly number[], at: number) {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const x = (i: number) =>
        ROOM + (values.length < 2 ? 0.5 : i / (values.length - 1)) * (WIDTH - 2 * ROOM);
      const y = (value: number) =>
        HEIGHT - ROOM - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * ROOM);
      set(line, {
        points: values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(" "),
      });
      const there = at in values;
      mark.style.visibility = there ? "visible" : "hidden";
      if (there) set(mark, { cx: x(at), cy: y(values[at]) });
      set(svg, { "aria-label": `${name}, from ${digits(values[0])} to ${digits(values.at(-1)!)}` });
    },
  };
}
