import { deflateSync } from "node:zlib";
import type { Page } from "playwright-core";

const [WIDTH, HEIGHT] = [320, 200];

/** Six stripes of different widths, each of one colour and a little noise. */
export const STRIPES = [
  { colour: [20, 40, 90], until: 0.3 },
  { colour: [220, 60, 50], until: 0.5 },
  { colour: [240, 200, 60], until: 0.65 },
  { colour: [60, 160, 90], until: 0.8 },
  { colour: [245, 245, 240], until: 0.9 },
  { colour: [120, 80, 160], until: 1 },
] as const;

/** A file that a user chooses: the stripes, as a PNG. */
export const PICTURE = { name: "stripes.png", mimeType: "image/png", buffer: png() };

function png(): Buffer {
  const rows = Buffer.alloc(HEIGHT * (1 + 3 * WIDTH));
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const { colour } = STRIPES.find(({ until }) => x < until * WIDTH)!;
      const noise = ((x * x + y * 7) % 5) - 2;
      const at = y * (1 + 3 * WIDTH) + 1 + 3 * x;
      rows.set(
        colour.map((value) => value + noise),
        at,
      );
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  // Eight bits a value, three values a pixel.
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(checksum(body));
  return Buffer.concat([length, body, check]);
}

/** CRC-32, for Node has none before 22.2. */
function checksum(bytes: Buffer): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** What a page shows as its palette. */
export const swatchesOf = (page: Page) =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll("li"), (swatch) => ({
      colour: getComputedStyle(swatch).backgroundColor,
      text: swatch.textContent,
    })),
  );
