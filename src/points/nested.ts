/** Appends `count` rows from `first` on, each of `width` of the numbers, as lists of their own. */
export function appendRows(
  rows: number[][],
  numbers: ArrayLike<number>,
  width: number,
  first: number,
  count: number,
): void {
  for (let i = first, from = first * width; i < first + count; i++) {
    // Not by push, nor by Array.from: twice and six times as long for rows of four.
    const row = new Array<number>(width);
    for (let j = 0; j < width; j++) row[j] = numbers[from++];
    rows.push(row);
  }
}
