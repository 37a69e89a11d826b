import { h } from "../dom.js";

/** Files that are chosen, or dropped anywhere on the playground. They are read here, never sent. */
export class Files {
  readonly element: HTMLElement;

  constructor(playground: HTMLElement, opened: (file: File) => void) {
    const input = h("input", {
      ...{
        type: "file",
        name: "file",
        hidden: true,
        "aria-label": "A table, a picture or a state",
      },
      accept: ".csv,.tsv,.txt,.json,text/csv,image/*",
      onchange: () => {
        const file = input.files?.[0];
        input.value = "";
        if (file !== undefined) opened(file);
      },
    });
    this.element = h(
      "span",
      {},
      input,
      h(
        "button",
        {
          ...{ type: "button", title: "CSV, picture or saved state; it stays in your browser" },
          onclick: () => input.click(),
        },
        "Open a file…",
      ),
    );
    const over = (is: boolean) => playground.classList.toggle("mx-over-file", is);
    playground.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      over(true);
    });
    playground.addEventListener("dragleave", (event) => {
      if (!playground.contains(event.relatedTarget as Node | null)) over(false);
    });
    playground.addEventListener("drop", (event) => {
      over(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      event.preventDefault();
      opened(file);
    });
  }
}
