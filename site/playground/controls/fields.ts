/** Labelled controls. */
import { freshId, h } from "../dom.js";

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface Field<T> {
  readonly element: HTMLElement;
  set(value: T): void;
}

/** A list to choose from, with a label above. */
export function select<T extends string>(
  label: string,
  name: string,
  choices: readonly Choice<T>[],
  changed: (value: T) => void,
): Field<T> & { readonly input: HTMLSelectElement } {
  const id = freshId();
  const input = h(
    "select",
    { id, name, onchange: () => changed(input.value as T) },
    ...choices.map(({ value, label }) => h("option", { value }, label)),
  );
  return {
    element: h("div", { class: "mx-field" }, h("label", { for: id }, label), input),
    input,
    set: (value) => (input.value = value),
  };
}

/** A whole number with a button to either side. */
export function stepper(
  label: string,
  name: string,
  [least, most]: readonly [number, number],
  changed: (value: number) => void,
): Field<number> & { limit(most: number): void } {
  const id = freshId();
  let highest = most;
  const take = (value: number) => {
    const taken = Math.min(Math.max(Math.round(value) || least, least), highest);
    input.value = String(taken);
    changed(taken);
  };
  const input = h("input", {
    ...{ id, name, type: "number", min: least, max: most, inputmode: "numeric" },
    onchange: () => take(input.valueAsNumber),
  });
  const button = (text: string, by: number, says: string) =>
    h(
      "button",
      { type: "button", "aria-label": says, onclick: () => take(input.valueAsNumber + by) },
      text,
    );
  return {
    element: h(
      "div",
      { class: "mx-field" },
      h("label", { for: id }, label),
      h(
        "div",
        { class: "mx-stepper" },
        button("−", -1, `${label}: one less`),
        input,
        button("+", 1, `${label}: one more`),
      ),
    ),
    set: (value) => (input.value = String(value)),
    limit(value) {
      highest = Math.min(most, value);
      input.max = String(highest);
    },
  };
}

export function checkbox(
  label: string,
  name: string,
  changed: (value: boolean) => void,
): Field<boolean> & { readonly input: HTMLInputElement } {
  const input = h("input", { type: "checkbox", name, onchange: () => changed(input.checked) });
  return {
    element: h("label", { class: "mx-check" }, input, label),
    input,
    set: (value) => (input.checked = value),
  };
}
