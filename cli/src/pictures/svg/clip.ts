import type { Interval, Point } from "../content/picture.js";

/**
 * The part of a polygon in a window and round it, for what turns drawings into pixels stops at
 * places too far off. Sutherland and Hodgman, "Reentrant polygon clipping", CACM 17(1), 1974.
 *
 * @returns a closed line; empty where nothing is near the window
 */
export function nearby(polygon: readonly Point[], x: Interval, y: Interval): Point[] {
  let corners = [...polygon];
  [x, y].forEach(([from, to], axis) => {
    // The line that ends it has to stay out of sight.
    const room = to - from;
    corners = cut(corners, axis, from - room, 1);
    corners = cut(corners, axis, to + room, -1);
  });
  return corners.length > 0 ? [...corners, corners[0]] : [];
}

/** What is on one side of a line: the greater values of an axis, or with −1 the smaller. */
function cut(corners: readonly Point[], axis: number, line: number, side: 1 | -1): Point[] {
  return corners.flatMap((corner, i) => {
    const before = corners.at(i - 1)!;
    const [here, there] = [corner, before].map((point) => side * (point[axis] - line));
    const kept = here >= 0 ? [corner] : [];
    if (here >= 0 === there >= 0) return kept;
    const along = there / (there - here);
    const crossing: Point = [
      before[0] + along * (corner[0] - before[0]),
      before[1] + along * (corner[1] - before[1]),
    ];
    return [crossing, ...kept];
  });
}
