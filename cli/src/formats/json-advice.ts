/** An error of text between delimiters, with advice where the text starts as JSON does. */
export function withJsonAdvice(error: unknown, start: string): unknown {
  const kind = kindOfStart(start.trimStart());
  if (kind === undefined || !(error instanceof Error) || error.name === "AbortError") return error;
  return new Error(`${error.message}; it may be JSON: try --format ${kind}`, { cause: error });
}

function kindOfStart(start: string): string | undefined {
  if (/^\[\s*(?:\{|$)/.test(start)) return "json";
  return /^\{\s*"/.test(start) ? "ndjson" : undefined;
}
