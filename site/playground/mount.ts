/** Says what will be here. */
export function mount(element: HTMLElement, { dark }: { dark: boolean }) {
  const text = document.createElement("p");
  text.textContent =
    "Here will be a playground: points, three algorithms, and every step of a fit.";
  const setDark = (now: boolean) => text.classList.toggle("dark", now);
  setDark(dark);
  element.append(text);
  return { setDark, dispose: () => text.remove() };
}
