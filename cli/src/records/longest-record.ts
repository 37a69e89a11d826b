/**
 * The bytes a record may take. A table has no longer one, but a file without line breaks or with a
 * quote that is never closed has one as long as itself, which memory need not hold.
 */
export const longestRecord = 32e6;
