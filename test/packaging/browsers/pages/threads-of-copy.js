import * as mixtura from "mixtura";
import { run } from "/threaded.js";

run({ mixtura }, { workerUrl: "/copies/worker.js" }).then((outcome) => {
  globalThis.said = { outcome };
});
