import * as mixtura from "mixtura";
import { attempt } from "./attempt.js";
import { fit } from "./fit.js";

globalThis.said = { outcome: await attempt(() => fit(mixtura)) };
