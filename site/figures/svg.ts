type Attributes = Readonly<Record<string, string | number>>;

/** An element of SVG with its attributes. */
export function element<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  set(made, attributes);
  return made;
}

export function set(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, String(value));
}

/** Has `parent` hold so many elements, the old ones first, and gives them. */
export function resize<Name extends keyof SVGElementTagNameMap>(
  parent: Element,
  name: Name,
  count: number,
  attributes: Attributes = {},
): SVGElementTagNameMap[Name][] {
  while (parent.children.length > count) parent.lastElementChild!.remove();
  while (parent.children.length < count) parent.append(element(name, attributes));
  return Array.from(parent.children) as SVGElementTagNameMap[Name][];
}
