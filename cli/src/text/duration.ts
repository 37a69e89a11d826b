/** How long something took: `41 ms`, `1.2 s`, `12 min`. */
export function elapsed(milliseconds: number): string {
  const rounded = Math.max(1, Math.round(milliseconds));
  if (rounded < 1000) return `${rounded} ms`;
  return rounded < 99_950 ? `${(rounded / 1000).toFixed(1)} s` : duration(rounded);
}

/** A time in the largest unit that says enough, rounded up: `12 s`, `3 min`, `2 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.ceil(minutes / 60).toLocaleString("en-US")} h`;
}
