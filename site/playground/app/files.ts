import { h } from "../dom.js";

/** Files that are chosen, or dropped anywhere on the page. They are read here, never sent. */
export class Files {
  readonly element: HTMLElement;
  readonly #listening = new AbortController();

  /** @param opened hears of one file or more */
  constructor(playground: HTMLElement, opened: (files: readonly File[]) => void) {
    const input = h("input", {
      ...{
        type: "file",
        name: "file",
        hidden: true,
        "aria-label": "A table, a picture or a state",
      },
      accept: ".csv,.tsv,.txt,.json,text/csv,image/*",
      onchange: () => {
        const files = Array.from(input.files ?? []);
        input.value = "";
        if (files.length > 0) opened(files);
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
    const withFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    // The window's: a file that is dropped beside the playground would replace the page.
    const { signal } = this.#listening;
    addEventListener(
      "dragover",
      (event) => {
        if (!withFiles(event)) return;
        event.preventDefault();
        over(true);
      },
      { signal },
    );
    addEventListener(
      "dragleave",
      (event) => {
        if (event.relatedTarget === null) over(false);
      },
      { signal },
    );
    addEventListener(
      "drop",
      (event) => {
        over(false);
        if (!withFiles(event)) return;
        event.preventDefault();
        const files = Array.from(event.dataTransfer?.files ?? []);
        if (files.length > 0) opened(files);
      },
      { signal },
    );
  }

  dispose(): void {
    this.#listening.abort();
  }
}
