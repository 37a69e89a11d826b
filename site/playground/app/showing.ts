/** How a change is shown: its result at once, its way from the start, or a half-step of it. */
export type Showing = "end" | "play" | number;

/** Whether the visitor asked for less motion. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Of other points, or of another start: its way is worth seeing, for those who want motion. */
export const fromTheStart = (): Showing => (calm() ? "end" : "play");
