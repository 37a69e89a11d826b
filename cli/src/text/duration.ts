/** A time in the largest unit that says enough, rounded up: `12 s`, `3 min`, `2 h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.ceil(minutes / 60).toLocaleString("en-US")} h`;
}
