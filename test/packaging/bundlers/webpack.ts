import { promisify } from "node:util";
import webpack5 from "webpack";
import { type Bundler, refuseComplaints } from "./bundler.js";
import { keepPage } from "./host.js";

export const webpack: Bundler = {
  name: "webpack",
  version: webpack5.version,
  async bundle(host) {
    const compiler = webpack5({
      mode: "production",
      context: host.source,
      entry: "./main.js",
      output: { path: host.output },
      // The suite of conformance is in the bundle too; what the library takes, the budget says.
      performance: { hints: false },
    });
    const stats = await promisify(compiler.run.bind(compiler))();
    await promisify(compiler.close.bind(compiler))();
    const { errors = [], warnings = [] } = stats!.toJson({
      all: false,
      errors: true,
      warnings: true,
    });
    refuseComplaints(
      "webpack",
      [...errors, ...warnings].map(({ message }) => message),
    );
    keepPage(host);
  },
};
