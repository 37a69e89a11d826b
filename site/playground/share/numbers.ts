/** Whole numbers as few bytes: differences to the number two before, zigzag, seven bits a byte. */
export function packPairs(numbers: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  numbers.forEach((value, at) => {
    const difference = value - (numbers[at - 2] ?? 0);
    let rest = difference < 0 ? -2 * difference - 1 : 2 * difference;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  });
  return Uint8Array.from(bytes);
}

export function unpackPairs(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let [rest, unit] = [0, 1];
  for (const byte of bytes) {
    rest += (byte % 128) * unit;
    unit *= 128;
    if (byte >= 128) continue;
    const difference = rest % 2 === 1 ? -(rest + 1) / 2 : rest / 2;
    numbers.push(difference + (numbers.at(-2) ?? 0));
    [rest, unit] = [0, 1];
  }
  return numbers;
}
