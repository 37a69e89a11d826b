/** Bytes as text that a URL takes as it is. */
export function textOf(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: GenericTransformStream) {
  const passed = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(passed).arrayBuffer());
}

export const squeeze = (bytes: Uint8Array<ArrayBuffer>) =>
  through(bytes, new CompressionStream("deflate-raw"));
export const unsqueeze = (bytes: Uint8Array<ArrayBuffer>) =>
  through(bytes, new DecompressionStream("deflate-raw"));
