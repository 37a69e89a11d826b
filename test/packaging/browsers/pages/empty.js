/* global performance */
// Counted from the start of the navigation.
globalThis.said = { outcome: performance.now() };
