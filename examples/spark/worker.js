// Holds shards and answers for them: what `mixtura worker --stdio --data FOLDER` does.
import process from "node:process";
import { serveFrames } from "mixtura-cluster";

const [folder] = process.argv.slice(2);
await serveFrames(process.stdin, process.stdout, { data: [folder], threads: 1 });
