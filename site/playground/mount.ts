/** Says what will be here. */
export function mount(element: HTMLElement, _options: { dark: boolean }) {
  const text = document.createElement("p");
  text.textContent = "Here will be a playground: points, three algorithms, and every step of a fit.";
  element.append(text);
  return { setDark(_dark: boolean) {}, dispose: () => text.remove() };
}
