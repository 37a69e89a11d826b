import { curve } from "./curve.js";
import { FIGURES, type Choice } from "./figures.js";
import type { Run } from "./run.js";
import { element } from "./svg.js";

/** Milliseconds that a moment stays when a figure plays. */
const BEAT = 800;

const ICONS = {
  again: "M2 2h2.5v12H2zM14 2v12L5.5 8z",
  back: "M11.5 2v12L3 8zM12 2h2v12h-2z",
  play: "M4 2v12l9.5-6z",
  pause: "M3.5 2h3.2v12H3.5zM9.3 2h3.2v12H9.3z",
  step: "M4.5 2v12L13 8zM2 2h2v12H2z",
};

/** Brings a figure to life. Everything is a `span`, for it stands where a picture stood in a paragraph. */
export function mount(host: HTMLElement, stage: HTMLElement, id: string): () => void {
  const figure = FIGURES[id]();
  const picture = figure.picture(stage);
  const small = curve();
  const bar = make("span", "bar");
  const words = make("span", "words");
  words.setAttribute("role", "status");
  host.append(bar, words);

  let choice: Choice = figure.choices[0];
  let turned = choice.dial?.first ?? 0;
  let run: Run = choice.run(turned);
  let at = run.frames.length - 1;
  let playing: number | undefined;

  const [again, back, play, step] = [
    button("Start again", ICONS.again, () => go(0)),
    button("Back", ICONS.back, () => go(at - 1)),
    button("Play", ICONS.play, () => (playing === undefined ? start() : stop())),
    button("Step", ICONS.step, () => go(at + 1)),
  ];
  const scrub = range("Moment of the fit", () => go(scrub.valueAsNumber));
  const player = make("span", "player");
  player.append(again, back, play, step, scrub, small.svg);

  const turning = make("label", "dial");
  const turn = range("", () => {
    turned = turn.valueAsNumber;
    fit();
  });
  const [named, value] = [make("span", "name"), make("span", "value")];
  turning.append(named, turn, value);

  const chooser = make("span", "choices");
  const buttons = figure.choices.map((each) => {
    const made = button(each.name, undefined, () => {
      choice = each;
      turned = each.dial?.first ?? 0;
      fit();
    });
    return made;
  });
  chooser.append(...buttons);
  chooser.hidden = buttons.length === 1;
  bar.append(chooser, turning, player);

  function fit(): void {
    stop();
    run = choice.run(turned);
    at = run.frames.length - 1;
    show();
  }

  function go(to: number): void {
    stop();
    at = Math.min(Math.max(to, 0), run.frames.length - 1);
    show();
  }

  function start(): void {
    if (at === run.frames.length - 1) at = 0;
    // Who listens hears the end, not each step.
    words.setAttribute("aria-live", "off");
    playing = window.setInterval(() => {
      at += 1;
      if (at === run.frames.length - 1) stop();
      show();
    }, BEAT);
    show();
  }

  function stop(): void {
    window.clearInterval(playing);
    playing = undefined;
    words.setAttribute("aria-live", "polite");
  }

  function show(): void {
    const last = run.frames.length - 1;
    // Nothing is drawn where nothing is to be seen; the observer tells when there is.
    if (stage.clientWidth > 0 && stage.clientHeight > 0) picture.draw(run, at);
    words.textContent = run.frames[at].words;
    const { name, values } = run.objective;
    // The curve of a fit begins after the first iteration, or at the first k.
    if (values.length > 0) small.draw(name, values, run.frames[at].iteration - 1);
    const moving = playing !== undefined;
    play.replaceChildren(icon(moving ? ICONS.pause : ICONS.play));
    play.title = moving ? "Pause" : "Play";
    play.setAttribute("aria-label", play.title);
    again.disabled = back.disabled = at === 0;
    step.disabled = at === last;
    Object.assign(scrub, { min: "0", max: String(last), step: "1", value: String(at) });
    for (const part of [again, back, play, step, scrub]) part.hidden = last === 0;
    player.hidden = last === 0 && values.length === 0;
    buttons.forEach((each, i) =>
      each.setAttribute("aria-pressed", String(figure.choices[i] === choice)),
    );
    const { dial } = choice;
    turning.hidden = dial === undefined;
    if (dial !== undefined) {
      named.textContent = dial.name;
      const [min, max, by, position] = [dial.least, dial.most, dial.step, turned].map(String);
      Object.assign(turn, { min, max, step: by, value: position });
      value.textContent = dial.tell(turned);
    }
  }

  const sized = new ResizeObserver(show);
  sized.observe(stage);
  show();
  return () => {
    stop();
    sized.disconnect();
    picture.remove();
    bar.remove();
    words.remove();
  };
}

function make<Name extends "span" | "label">(
  name: Name,
  kind: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = kind;
  return made;
}

/** With an icon and a name that is heard, or with the name to be seen. */
function button(name: string, path: string | undefined, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", onclick: press });
  if (path === undefined) made.textContent = name;
  else {
    made.append(icon(path));
    made.setAttribute("aria-label", name);
    made.title = name;
  }
  return made;
}

function icon(path: string): SVGElement {
  const made = element("svg", {
    viewBox: "0 0 16 16",
    width: 14,
    height: 14,
    "aria-hidden": "true",
  });
  made.append(element("path", { d: path, fill: "currentColor" }));
  return made;
}

function range(name: string, turn: () => void): HTMLInputElement {
  const made = document.createElement("input");
  Object.assign(made, { type: "range", oninput: turn });
  if (name !== "") made.setAttribute("aria-label", name);
  return made;
}
