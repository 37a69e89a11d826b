import * as mixtura from "mixtura";
import * as metrics from "mixtura/metrics";
import { run } from "/suite.js";

globalThis.said = { outcome: run({ mixtura, metrics }) };
