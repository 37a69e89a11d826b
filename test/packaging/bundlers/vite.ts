import { build, createLogger, version } from "vite";
import { type Bundler, refuseComplaints } from "./bundler.js";

/** An app, of which `index.html` is the entry. */
export const vite: Bundler = {
  name: "Vite",
  version,
  async bundle({ source, output }) {
    const complaints: string[] = [];
    const complain = (text: string) => void complaints.push(text);
    await build({
      root: source,
      // None of the settings of a project further up.
      configFile: false,
      build: { outDir: output },
      logLevel: "warn",
      customLogger: {
        ...createLogger("warn"),
        warn: complain,
        warnOnce: complain,
        error: complain,
      },
    });
    refuseComplaints("Vite", complaints);
  },
};
