export { driveFrames, type DriveOptions } from "./drive-frames.js";
export { serveFrames, type ServeOptions } from "./serve-frames.js";
