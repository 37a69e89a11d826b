/** Colours that are drawn rather than styled, so that exported pictures have them too. */
export interface Theme {
  readonly ground: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  /** Points before the first E-step. */
  readonly blank: string;
}

export const LIGHT: Theme = {
  ground: "#ffffff",
  ink: "#1f2328",
  muted: "#5c6470",
  line: "#e8eaee",
  blank: "#8a919c",
};

export const DARK: Theme = {
  ground: "#161618",
  ink: "#f0f1f3",
  muted: "#a0a7b2",
  line: "#2a2b30",
  blank: "#7d8590",
};

export const bytesOf = (hex: string): [number, number, number] => [
  parseInt(hex.slice(1, 3), 16),
  parseInt(hex.slice(3, 5), 16),
  parseInt(hex.slice(5, 7), 16),
];
