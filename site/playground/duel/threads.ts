/** Why several threads were slower than one; undefined where they were not. */
export function slownessInWords(
  one: number,
  several: number,
  points: number,
  cores: number,
): string | undefined {
  if (several <= one) return undefined;
  const small = "handing out a fit takes a while, which only a longer one makes up for";
  const few =
    cores <= 2 ? ` With ${cores === 1 ? "1 core" : "2 cores"} there is little to gain.` : "";
  return `Threads were slower than one: ${small}; this one has ${points.toLocaleString("en")} points.${few}`;
}
