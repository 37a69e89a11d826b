import { h, s } from "../dom.js";

interface TransportEvents {
  restart(): void;
  back(): void;
  play(): void;
  forward(): void;
  end(): void;
  scrub(frame: number): void;
  cancel(): void;
}

const ICONS = {
  restart: "M6 5h2v14H6zM20 5v14L9 12z",
  back: "M17 5v14L7 12z",
  play: "M7 4v16l13-8z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  forward: "M7 5v14l10-7z",
  end: "M16 5h2v14h-2zM4 5v14l11-7z",
} as const;

const icon = (name: keyof typeof ICONS) =>
  s(
    "svg",
    { viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true" },
    s("path", { d: ICONS[name], fill: "currentColor" }),
  );

/** Buttons and a slider for the way through a run. */
export class Transport {
  readonly element: HTMLElement;
  readonly #play: HTMLButtonElement;
  readonly #slider: HTMLInputElement;
  readonly #count = h("span", { class: "mx-count" });
  readonly #words = h("p", { class: "mx-words", "aria-live": "polite" });
  readonly #cancel: HTMLButtonElement;
  #playing: boolean | undefined;

  constructor(events: TransportEvents) {
    const button = (name: "restart" | "back" | "forward" | "end", label: string) =>
      h(
        "button",
        { type: "button", "aria-label": label, title: label, name, onclick: () => events[name]() },
        icon(name),
      );
    this.#play = h("button", {
      type: "button",
      name: "play",
      class: "mx-play",
      onclick: () => events.play(),
    });
    this.#slider = h("input", {
      ...{
        type: "range",
        name: "frame",
        min: 0,
        step: 1,
        "aria-label": "Through the history, half-step by half-step",
      },
      oninput: () => events.scrub(this.#slider.valueAsNumber),
    });
    this.#cancel = h(
      "button",
      {
        type: "button",
        name: "cancel",
        class: "mx-cancel",
        hidden: true,
        onclick: () => events.cancel(),
      },
      "Cancel",
    );
    this.element = h(
      "div",
      { class: "mx-transport" },
      h(
        "div",
        { class: "mx-buttons" },
        button("restart", "To the start"),
        button("back", "Half a step back"),
        this.#play,
        button("forward", "Half a step on"),
        button("end", "To the end"),
      ),
      this.#slider,
      this.#count,
      this.#cancel,
      this.#words,
    );
    this.playing(false);
  }

  playing(playing: boolean): void {
    if (this.#playing === playing) return;
    this.#playing = playing;
    const label = playing ? "Pause" : "Play";
    this.#play.setAttribute("aria-label", label);
    this.#play.title = `${label} (space)`;
    this.#play.replaceChildren(icon(playing ? "pause" : "play"));
  }

  show(frame: number, last: number, count: string, words: string, running: boolean): void {
    this.#slider.max = String(last);
    this.#slider.value = String(frame);
    this.#slider.setAttribute("aria-valuetext", `${count}. ${words}`);
    this.#count.textContent = count;
    if (this.#words.textContent !== words) this.#words.textContent = words;
    this.#cancel.hidden = !running;
  }
}
