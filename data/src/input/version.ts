/** What tells an object behind a URL from what it may be later; undefined: the server does not say. */
export interface Version {
  /** In bytes. */
  readonly size: number | undefined;
  readonly etag: string | undefined;
  readonly modified: string | undefined;
}

/** What an answer says of the whole object, whose size stands elsewhere in every kind of answer. */
export function versionOf(headers: Headers, size: number | undefined): Version {
  return {
    size,
    // A weak one is as good: it changes with the bytes, and some answers have it weak, some not.
    etag: headers.get("ETag")?.replace(/^W\//, ""),
    modified: headers.get("Last-Modified") ?? undefined,
  };
}

/** Whether two answers are of the same bytes, by all that both of them say. */
export function isSame(one: Version, other: Version): boolean {
  const differ = (key: keyof Version): boolean =>
    one[key] !== undefined && other[key] !== undefined && one[key] !== other[key];
  if (differ("size") || differ("etag")) return false;
  const hasTags = one.etag !== undefined && other.etag !== undefined;
  return hasTags || !differ("modified");
}
