import { Redis } from "ioredis";

/** Milliseconds for which a first connection is tried. */
const FIRST = 3000;

/** What Redis says where nothing can be written, and what it means. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/WRONGPASS|invalid password/, "the password or user name is wrong"],
  [/NOAUTH/, "it wants a password: redis://:PASSWORD@HOST"],
  [/NOPERM/, "this user may not do what a run needs"],
  [/OOM/, "it is out of memory (see maxmemory): give it more, or take fewer shards"],
  [/MISCONF|No space left/, "it cannot write its file: is its disk full?"],
  [/READONLY/, "it is a replica, which can only be read: name the primary"],
];

/** Where a Redis is, without what is secret. */
export function shownRedis(url: string): string {
  try {
    const { protocol, host } = new URL(url);
    return `${protocol}//${host}`;
  } catch {
    return "the URL of Redis";
  }
}

/** Why something failed that was asked of Redis, in words that name it. */
export function explained(url: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  const reason = refusalOf(error) ?? message;
  return new Error(`${shownRedis(url)}: ${reason}`, { cause: error });
}

/** What Redis itself refused, in words; undefined where it was something else. */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // Of commands that go together, each has its own.
  const { previousErrors = [] } = error as { previousErrors?: readonly Error[] };
  const messages = [error, ...previousErrors].map(({ message }) => message).join(" ");
  return REFUSALS.find(([pattern]) => pattern.test(messages))?.[1];
}

/** The same error, or where Redis itself refused something, what that means. */
export function inWords(url: string, error: unknown): unknown {
  return refusalOf(error) === undefined ? error : explained(url, error);
}

/** Waits for something, and no longer than so long: what it comes to is of no interest. */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}

/** @throws TypeError where this is no URL of a Redis */
export function checkRedisUrl(url: unknown): string {
  const isUrl = typeof url === "string" && /^rediss?:\/\/[^\s]/i.test(url) && URL.canParse(url);
  if (isUrl) return url;
  throw new TypeError(
    "redis: expected a URL such as redis://localhost:6379, or rediss:// for TLS, " +
      `got ${typeof url === "string" ? "another text" : typeof url}`,
  );
}

/**
 * Connects, or says why that cannot be. Once it was there, it is waited for again when it goes away.
 *
 * @param patience milliseconds to wait for it the first time
 */
export async function connect(url: string, patience = FIRST): Promise<Redis> {
  let ready = false;
  let last: Error | undefined;
  const until = performance.now() + patience;
  const redis = new Redis(url, {
    lazyConnect: true,
    // Commands wait until it is back: whoever asks has a patience of its own.
    maxRetriesPerRequest: null,
    keepAlive: 10_000,
    retryStrategy: (times) => {
      if (!ready && (performance.now() > until || refusalOf(last) !== undefined)) {
        return null;
      }
      return Math.min(100 * times, 1000);
    },
    reconnectOnError: (error) => error.message.startsWith("READONLY"),
  });
  redis.on("error", (error: Error) => {
    last = error;
  });
  await new Promise<void>((resolve, reject) => {
    redis.once("ready", () => {
      ready = true;
      resolve();
    });
    redis.once("end", () => {
      if (!ready) reject(explained(url, last ?? new Error("no connection")));
    });
    redis.connect().catch((error: unknown) => {
      last ??= error as Error;
      // Authentication fails on a connection that stands.
      if (refusalOf(error) !== undefined) redis.disconnect();
    });
  });
  return redis;
}
