import * as mixtura from "mixtura";
import { run } from "/threaded.js";

run({ mixtura }).then((outcome) => {
  globalThis.said = { outcome };
});
