/** Milliseconds after which a browser that does not answer counts as hanging. */
export const PATIENCE = 60_000;

/** A browser that can be started. */
export interface Engine {
  readonly name: string;
  /** Why it cannot be started on this machine; undefined where it can. */
  missing(): string | undefined;
  launch(): Promise<Browser>;
}

/** One browser process. */
export interface Browser {
  readonly version: string;
  /** Opens a page as one who never was there, and gives its outcome; throws what failed in it. */
  visit(url: string): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * What a page leaves in `globalThis.said`. Drivers look there rather than wait for a request from
 * the page, so that a page needs no right to send any.
 */
export type Said = { readonly outcome: unknown } | { readonly failure: string };

/**
 * What drivers call in the page until it gives something. A function, for a text would have to be
 * evaluated there, which a strict policy forbids.
 */
export const said = () => (globalThis as { said?: Said }).said;

export function outcomeOf(said: Said | undefined): unknown {
  if (said === undefined) throw new Error("the page said nothing");
  if ("failure" in said) throw new Error(`in the page: ${said.failure}`);
  return said.outcome;
}

/** `use` with a fresh browser, which is closed whatever happens. */
export async function withBrowser<T>(
  engine: Engine,
  use: (browser: Browser) => Promise<T>,
): Promise<T> {
  const browser = await engine.launch();
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}
