import * as mixtura from "mixtura";
import * as metrics from "mixtura/metrics";
import { run } from "/suite.js";

run({ mixtura, metrics }).then((outcome) => {
  globalThis.said = { outcome };
});
