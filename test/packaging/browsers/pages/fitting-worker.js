/* global URLSearchParams, location, postMessage, reportError */
import { fit } from "./fit.js";

import(new URLSearchParams(location.search).get("mixtura"))
  .then((mixtura) => postMessage(fit(mixtura)))
  // Reported by hand, for WebKit tells nobody of what a module awaits in vain.
  .catch(reportError);
