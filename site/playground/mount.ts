import "./playground.css";
import { Playground } from "./app/playground.js";

export interface Mounted {
  setDark(dark: boolean): void;
  dispose(): void;
}

/** Puts the playground into an element of the page. */
export function mount(element: HTMLElement, { dark }: { readonly dark: boolean }): Mounted {
  const playground = new Playground(element, dark);
  void playground.begin();
  return {
    setDark: (dark) => playground.setDark(dark),
    dispose: () => playground.dispose(),
  };
}
