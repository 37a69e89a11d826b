/* global WebAssembly, fetch, postMessage */
postMessage(await WebAssembly.compileStreaming(fetch("/core.wasm")));
