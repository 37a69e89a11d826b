/* global URLSearchParams, location, postMessage */
import { fit } from "./fit.js";

const mixtura = await import(new URLSearchParams(location.search).get("mixtura"));
postMessage(fit(mixtura));
