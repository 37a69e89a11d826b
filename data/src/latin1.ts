/** A character for each byte, which no TextDecoder gives: its latin1 is windows-1252. */
export function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
