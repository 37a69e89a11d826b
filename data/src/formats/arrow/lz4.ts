/**
 * Unpacks a frame of LZ4, as Arrow has it around what it packs, by the format's specification
 * (lz4_Frame_format.md and lz4_Block_format.md of lz4). Blocks may refer to those before them.
 *
 * @param length how many bytes it holds
 */
export function lz4Unpacked(frame: Uint8Array, length: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== 0x184d2204) throw new Error("no frame of LZ4");
  const flags = frame[4];
  const blockChecksum = flags & 0x10 ? 4 : 0;
  const contentSize = flags & 0x08 ? 8 : 0;
  const dictionaryId = flags & 0x01 ? 4 : 0;
  const unpacked = new Uint8Array(length);
  let to = 0;
  for (let at = 7 + contentSize + dictionaryId; ;) {
    const header = view.getUint32(at, true);
    if (header === 0) break;
    const size = header & 0x7fffffff;
    const block = frame.subarray(at + 4, at + 4 + size);
    // The highest bit is that of a block that could not be packed.
    if (header >>> 31 === 0) {
      to = unpackBlock(block, unpacked, to);
    } else {
      unpacked.set(block, to);
      to += size;
    }
    at += 4 + size + blockChecksum;
  }
  if (to !== length) throw new Error(`${to} bytes of LZ4 where ${length} were expected`);
  return unpacked;
}

/** Unpacks a block behind what is there already, and returns where it ends. */
function unpackBlock(block: Uint8Array, unpacked: Uint8Array, start: number): number {
  let to = start;
  let at = 0;
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    for (let more = 255; more === 255; length += more) more = block[at++];
    return length;
  };
  for (;;) {
    const token = block[at++];
    const literals = lengthFrom(token >>> 4);
    unpacked.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    // The last sequence is literals alone.
    if (!(at < block.length)) return to;
    const offset = block[at] | (block[at + 1] << 8);
    at += 2;
    if (offset === 0 || offset > to) throw new Error("LZ4 refers to before its beginning");
    // One by one: what is copied may have been written just now.
    for (const end = to + lengthFrom(token & 15) + 4; to < end; to++) {
      unpacked[to] = unpacked[to - offset];
    }
  }
}
