import { Argument, type Command } from "commander";
import { topics } from "../help/topics.js";
import { offering } from "../options/parsers.js";
import { nearest } from "../text/nearest.js";
import { listed } from "../text/wording.js";

const examples = `
Examples:
  What fit can do, and which algorithm to choose:
  $ mixtura help fit
  $ mixtura help algorithms
`;

const names = Object.keys(topics);

/** Comes last, for it tells of all the commands before it. */
export function addHelpCommand(program: Command): void {
  const command = program
    .helpCommand(false)
    .command("help")
    .summary("tell of a command or a topic")
    .description(`Tells of a command, or of a topic:\n\n${topicList()}`)
    .usage("[topic]");
  const known: [string, string][] = [
    ...program.commands.map((other): [string, string] => [other.name(), other.summary()]),
    ...names.map((name): [string, string] => [name, topics[name].summary]),
  ];
  command
    .addArgument(
      new Argument("[topic]", "the name of a command or a topic").argParser(
        offering(known, (text: string) => text),
      ),
    )
    .addHelpText("after", examples)
    .action((name: string | undefined) => {
      if (name === undefined) program.help();
      const other = program.commands.find((one) => one.name() === name);
      if (other !== undefined) other.help();
      if (Object.hasOwn(topics, name)) {
        process.stdout.write(topics[name].page);
        return;
      }
      const all = known.map(([word]) => word);
      const meant = nearest(name, all);
      const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
      command.error(`error: unknown topic '${name}'${hint} (there are ${listed(all, all.length)})`);
    });
  program.addHelpText("after", `\nTopics, as in mixtura help ${names[0]}:\n${topicList()}\n`);
}

function topicList(): string {
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `  ${name.padEnd(width)}  ${topics[name].summary}`).join("\n");
}
