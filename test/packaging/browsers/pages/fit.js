/** A fit as small as any, with what `import "mixtura"` gave. */
export const fit = ({ KMeans }) => KMeans.fit([1, 2, 10, 11], { k: 2 }).inertia;
