import { type FittedState, type ModelName, remember } from "../starts/fitted.js";

/** Only the library has it: whoever makes a model has been here. */
const KEY = /* @__PURE__ */ Symbol("made by mixtura");

/**
 * Makes a model of what was fitted or read, that others may start from and nobody changes. From outside its class: one that mentions itself, or
 * has a static block, is kept whole by bundlers.
 */
export function sealed<Model extends object>(
  Class: { readonly prototype: Model },
  name: ModelName,
  state: FittedState,
): Model {
  const Own = Class as unknown as new (state: FittedState, key: symbol) => Model;
  const model = new Own(state, KEY);
  remember(model, name, state);
  return Object.freeze(model);
}

/**
 * Refuses a constructor that a user calls.
 *
 * @param made how such a model is made
 */
export function checkSealed(key: unknown, made: string): void {
  if (key !== KEY) throw new TypeError(made);
}
