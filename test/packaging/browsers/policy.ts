import { createHash } from "node:crypto";

/** What a page may do beyond running the scripts of its own server. */
export interface Rights {
  readonly wasm: boolean;
  readonly fetch?: boolean;
  /** Where workers may come from; undefined for where scripts may. */
  readonly workers?: string;
  /** Texts of inline scripts that are to run all the same. */
  readonly inline?: readonly string[];
}

/** A Content-Security-Policy that allows this, and nothing else. */
export function policy({ wasm, fetch = false, workers, inline = [] }: Rights): string {
  const scripts = [
    "'self'",
    ...(wasm ? ["'wasm-unsafe-eval'"] : []),
    ...inline.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`),
  ];
  return [
    "default-src 'none'",
    `script-src ${scripts.join(" ")}`,
    ...(fetch ? ["connect-src 'self'"] : []),
    ...(workers === undefined ? [] : [`worker-src ${workers}`]),
  ].join("; ");
}
