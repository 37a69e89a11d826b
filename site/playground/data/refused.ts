/** Rows of a file that cannot be used, by the line that they begin on. */
export interface Refused {
  readonly line: number;
  readonly why: string;
}

export const tell = ({ line, why }: Refused) => `line ${line}: ${why}`;

const FIRST = 5;

/** The first of them, and how many more there are. */
export function tellAll(refused: readonly Refused[]): string {
  const more = refused.length - FIRST;
  const listed = refused.slice(0, FIRST).map(tell).join("; ");
  return more > 0 ? `${listed}; and ${more.toLocaleString("en")} more.` : `${listed}.`;
}
