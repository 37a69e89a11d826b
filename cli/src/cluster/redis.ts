import { WrongUsage } from "../files/errors.js";

/** Where the URL is read where the command line has none: others see command lines. */
export const redisVariable = "MIXTURA_REDIS";

const expected = "expected a URL such as redis://localhost:6379, or rediss:// for TLS";

/**
 * The URL of the Redis that all share. It may hold a password, so no message shows it.
 *
 * @param given what `--redis` was given; true: nothing
 * @throws WrongUsage where there is none
 */
export function redisUrl(given: string | true | undefined): string {
  if (typeof given === "string") {
    if (isRedisUrl(given)) return given;
    // What was given is not shown: it may be a URL that was mistyped, password and all.
    throw new WrongUsage(`--redis: ${expected}`);
  }
  const url = process.env[redisVariable];
  if (url === undefined || url === "") {
    throw new WrongUsage(`--redis: ${expected}; or put it into the variable ${redisVariable}`);
  }
  if (isRedisUrl(url)) return url;
  throw new WrongUsage(`${redisVariable}: ${expected}`);
}

function isRedisUrl(text: string): boolean {
  return /^rediss?:\/\/[^\s]/i.test(text) && URL.canParse(text);
}

/** Where a Redis is, without what is secret. */
export function redisShown(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
