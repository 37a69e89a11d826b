import { parseArgs, type ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What the command line says; what is wrong with it is told in one line, with exit code 2. */
export function readOptions<const T extends Options>(options: T) {
  try {
    return parseArgs<{ options: T }>({ options }).values;
  } catch (error) {
    return refuse((error as Error).message.split(". ")[0]);
  }
}

/** Ends the process: it was called wrongly. */
export function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
