/** What keys ask for, wherever on the playground the focus is. */
export interface Keys {
  play(): void;
  /** The cluster of a digit. */
  single(cluster: number): void;
  /** Escape. */
  leave(): void;
}

/** @returns how to stop listening */
export function listenToKeys(element: HTMLElement, keys: Keys): () => void {
  const typed = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select")) return;
    if (/^[1-9]$/.test(event.key)) {
      event.preventDefault();
      keys.single(Number(event.key) - 1);
    } else if (event.key === " " && !target.matches("button, summary, [role=button]")) {
      if (event.defaultPrevented) return;
      event.preventDefault();
      keys.play();
    } else if (event.key === "Escape") keys.leave();
  };
  element.addEventListener("keydown", typed);
  return () => element.removeEventListener("keydown", typed);
}
