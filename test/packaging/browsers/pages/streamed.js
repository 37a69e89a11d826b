/* global WebAssembly, fetch */
import * as mixtura from "mixtura";
import { fit } from "./fit.js";

mixtura.setCore(await WebAssembly.compileStreaming(fetch("/core.wasm")));
globalThis.said = { outcome: fit(mixtura) };
