import { InvalidArgumentError, Option } from "commander";
import { offering } from "./parsers.js";

export function outputOption(): Option {
  return new Option(
    "--output <file>",
    "write the table again with the clusters as a further column, cluster, or cluster_2 where there " +
      "is one; - prints it",
  ).argParser(
    offering("files", (text: string) => {
      if (text === "") throw new InvalidArgumentError("Expected the path of a file, or -.");
      return text;
    }),
  );
}
