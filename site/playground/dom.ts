/** Elements in one expression. */

type Child = Node | string | undefined | false;
type Attribute = string | number | boolean | ((event: never) => void) | undefined;
type Attributes = Readonly<Record<string, Attribute>>;

function filled<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function")
      element.addEventListener(name.replace(/^on/, ""), value as EventListener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** An element of HTML; what is a function listens to the event of its name without "on". */
export const h = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] => filled(document.createElement(name), attributes, children);

/** An element of SVG. */
export const s = <K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] =>
  filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

let count = 0;
/** An id that no other element of the page has. */
export const freshId = () => `mixtura-${++count}`;
