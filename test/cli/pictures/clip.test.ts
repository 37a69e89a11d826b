import { expect, it } from "vitest";
import { nearby } from "../../../cli/src/pictures/svg/clip.js";

const window = [0, 1] as const;

it("keeps what is near as it is, and closes it", () => {
  const triangle = [
    [0, 0],
    [1, 0],
    [0, 1],
  ] as const;
  expect(nearby(triangle, window, window)).toEqual([...triangle, triangle[0]]);
});

it("cuts what is far, where lines leave the room round the window", () => {
  const wide = [
    [-100, 0],
    [100, 0],
    [100, 1],
    [-100, 1],
  ] as const;
  const corners = nearby(wide, window, window);
  expect(new Set(corners.map(String))).toEqual(new Set(["-1,0", "2,0", "2,1", "-1,1"]));
  const slanted = nearby(
    [
      [0, 0],
      [300, 300],
      [0, 300],
    ],
    window,
    window,
  );
  expect(new Set(slanted.map(String))).toEqual(new Set(["0,0", "2,2", "0,2"]));
});

it("leaves nothing of what is elsewhere", () => {
  expect(
    nearby(
      [
        [5, 5],
        [6, 5],
        [6, 6],
      ],
      window,
      window,
    ),
  ).toEqual([]);
  expect(nearby([], window, window)).toEqual([]);
});
