/**
 * Threefry-2x32 with 20 rounds: Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011. A block of random bits is a pure
 * function of a key and a counter, in 32-bit integer operations alone: the same
 * on every engine. Splitting by encrypting an index into a new key follows
 * Claessen and Pałka, "Splittable pseudorandom number generators using
 * cryptographic hashing", Haskell 2013.
 */

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const PARITY = 0x1bd11bda;

/** Encrypts one counter of two words under a key of two words. */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
): [number, number] {
  const keys = [key0, key1, PARITY ^ key0 ^ key1];
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  for (let round = 0; round < 20; round++) {
    const rotation = ROTATIONS[round % 8];
    x = (x + y) | 0;
    y = ((y << rotation) | (y >>> (32 - rotation))) ^ x;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + keys[injection % 3]) | 0;
      y = (y + keys[(injection + 1) % 3] + injection) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
}

/** The second counter word keeps draws and splits of one key apart. */
const DRAW = 0;
const SPLIT = 1;

/** A stream of random numbers, and a tree of further streams that share nothing with it. */
export class Random {
  readonly #key0: number;
  readonly #key1: number;
  #drawn = 0;

  private constructor(key0: number, key1: number) {
    this.#key0 = key0;
    this.#key1 = key1;
  }

  /** @param seed an integer in 0..2^53 − 1 */
  static fromSeed(seed: number): Random {
    return new Random(Math.floor(seed / 2 ** 32), seed >>> 0);
  }

  /** The `index`-th stream below this one; what has been drawn so far plays no part. */
  split(index: number): Random {
    return new Random(...threefry2x32(this.#key0, this.#key1, index, SPLIT));
  }

  /** A number in [0, 1), one of 2^53 equally likely ones. */
  uniform(): number {
    const [a, b] = threefry2x32(this.#key0, this.#key1, this.#drawn, DRAW);
    this.#drawn += 1;
    return ((a >>> 5) * 2 ** 26 + (b >>> 6)) / 2 ** 53;
  }
}
