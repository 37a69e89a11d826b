// The same fit on one machine, and nothing else.
import process from "node:process";
import { GaussianMixture } from "mixtura";
import { openSource } from "mixtura-data";
import { OPTIONS } from "./options.js";

const [table] = process.argv.slice(2);
const model = await GaussianMixture.fitStream(await openSource(table), OPTIONS);
process.stdout.write(JSON.stringify(model.toJSON({ labels: false })));
