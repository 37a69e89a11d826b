/**
 * Which of several places lie together: to each, the others that it stands for, itself first; none to
 * those that another stands for.
 */
export function together(
  places: readonly (readonly [number, number])[],
  within: number,
): number[][] {
  const groups = places.map((): number[] => []);
  places.forEach(([x, y], c) => {
    const leader = groups.findIndex(
      (group, other) =>
        group.length > 0 && Math.hypot(places[other][0] - x, places[other][1] - y) <= within,
    );
    groups[leader < 0 ? c : leader].push(c);
  });
  return groups;
}
