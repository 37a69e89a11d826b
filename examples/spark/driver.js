// Runs the loop of a fit: writes questions as frames, reads answers, and at the end writes the model.
import process from "node:process";
import { GaussianMixture } from "mixtura";
import { driveFrames } from "mixtura-cluster";
import { OPTIONS } from "./options.js";

const [table] = process.argv.slice(2);
await driveFrames(GaussianMixture, table, { ...OPTIONS, shards: 8 }, process.stdin, process.stdout);
