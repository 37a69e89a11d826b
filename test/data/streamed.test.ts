import { expect, test } from "vitest";
import { KMeans } from "mixtura";
import { openCsv } from "../../data/src/index.js";

test("rows with missing values are left out of a fit, in whatever pass they are read", async () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => [Math.sin(i) * 9, i % 7]);
  const isMissing = (i: number) => i % 17 === 3 || (i > 9000 && i < 15_000);
  const lines = rows.map(([x, y], i) => (isMissing(i) ? `${x},` : `${x},${y}`));
  const file = new File([`x,y\n${lines.join("\n")}\n`], "t.csv");
  const source = await openCsv(file, { missing: "drop", chunkRows: 1000 });
  const options = { k: 5, restarts: 2 };
  const whole = KMeans.fit(
    rows.filter((_, i) => !isMissing(i)),
    options,
  );
  // So little is kept that pages are read again, from within the file.
  const streamed = await KMeans.fitStream(source, { ...options, memory: 70_000 });
  expect(streamed.toJSON({ labels: false })).toEqual(whole.toJSON({ labels: false }));
  const given: number[] = [];
  for await (const chunk of source.open({ rowStart: 8000, rowEnd: 20_000 })) {
    given.push(...("points" in chunk ? chunk.points : chunk));
  }
  const wanted = rows.filter((_, i) => !isMissing(i)).slice(8000, 20_000);
  expect(given).toEqual(wanted.flat());
});
