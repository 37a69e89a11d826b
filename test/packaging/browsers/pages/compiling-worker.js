/* global WebAssembly, fetch, postMessage, reportError */
// Reported by hand, for WebKit tells nobody of what a module awaits in vain.
WebAssembly.compileStreaming(fetch("/core.wasm")).then(postMessage).catch(reportError);
