export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** 0, 1, … length − 1. */
export function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
