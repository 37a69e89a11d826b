/** What keys ask for. */
interface Keys {
  play(): void;
  /** The cluster of a digit. */
  single(cluster: number): void;
  /** Escape. */
  leave(): void;
}

/**
 * Listens on the playground, and on the whole page while nothing has the focus and the playground is in
 * sight.
 *
 * @returns how to stop listening
 */
export function listenToKeys(element: HTMLElement, sheet: HTMLElement, keys: Keys): () => void {
  const inSight = () => {
    const { top, bottom } = sheet.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const typed = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const here = element.contains(target) || (target === document.body && inSight());
    if (!here || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.matches("input, select")) return;
    if (/^[1-9]$/.test(event.key)) {
      event.preventDefault();
      keys.single(Number(event.key) - 1);
    } else if (event.key === " " && !target.matches("button, summary, [role=button]")) {
      event.preventDefault();
      keys.play();
    } else if (event.key === "Escape") keys.leave();
  };
  document.addEventListener("keydown", typed);
  return () => document.removeEventListener("keydown", typed);
}
