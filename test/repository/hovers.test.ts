import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

// What an editor shows at every public name.
const root = fileURLToPath(new URL("../..", import.meta.url));
const doors = ["index", "metrics"].map((name) => `${root}src/${name}.ts`);

/** A public name, what stands above it, and what is called by it. */
interface Hover {
  readonly name: string;
  readonly text: string;
  readonly tags: ReadonlyMap<string, readonly string[]>;
  readonly parameters: readonly string[] | undefined;
  /** Whether it is a class, or may be called. */
  readonly wantsExample: boolean;
}

const { hovers, checked } = readHovers(doors);

function readHovers(files: readonly string[]) {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  const found: Hover[] = [];
  const known = new Set<ts.Symbol>();

  for (const file of files) {
    const door = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    for (const exported of checker.getExportsOfModule(door)) {
      const symbol =
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (known.has(symbol)) continue;
      known.add(symbol);
      note(symbol.name, symbol);
      for (const member of membersOf(symbol)) note(`${symbol.name}.${member.name}`, member);
    }
  }

  /** What a class, an interface or an object type has of its own, or from others of this project. */
  function membersOf(symbol: ts.Symbol): ts.Symbol[] {
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    const all =
      symbol.flags & ts.SymbolFlags.TypeAlias && type.isUnion() ? [] : type.getProperties();
    const statics =
      symbol.flags & ts.SymbolFlags.Class ? [...(symbol.exports?.values() ?? [])] : [];
    return [...statics, ...all].filter(isOwn);
  }

  function isOwn({ name, declarations = [] }: ts.Symbol): boolean {
    return (
      name !== "prototype" &&
      declarations.length > 0 &&
      declarations.every(
        (declaration) =>
          declaration.getSourceFile().fileName.startsWith(`${root}src/`) &&
          !ts.isPrivateIdentifier(ts.getNameOfDeclaration(declaration) ?? declaration) &&
          !(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private),
      )
    );
  }

  function note(name: string, symbol: ts.Symbol) {
    const tags = new Map<string, string[]>();
    for (const { name: tag, text } of symbol.getJsDocTags(checker)) {
      tags.set(tag, [...(tags.get(tag) ?? []), ts.displayPartsToString(text)]);
    }
    const signature = checker
      .getTypeOfSymbol(symbol)
      .getCallSignatures()
      .find(({ declaration }) => declaration?.getSourceFile().fileName.startsWith(`${root}src/`));
    const called = ts.SymbolFlags.Function | ts.SymbolFlags.Method;
    const parameters =
      symbol.flags & called && signature !== undefined
        ? signature.getParameters().map((parameter) => parameter.name)
        : undefined;
    found.push({
      name,
      text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      tags,
      parameters,
      // What users implement themselves has none, such as the methods of a signal.
      wantsExample: (parameters !== undefined && !isOfInterface(symbol)) || isClass(symbol),
    });
  }

  function isOfInterface({ declarations = [] }: ts.Symbol): boolean {
    return declarations.some(({ parent }) => ts.isInterfaceDeclaration(parent));
  }

  return { hovers: found, checked: known.size };
}

function isClass({ flags }: ts.Symbol): boolean {
  return (flags & ts.SymbolFlags.Class) !== 0;
}

/** What is wrong with a hover; empty where nothing is. */
function faults({ text, tags, parameters = [], wantsExample }: Hover): string[] {
  const found: string[] = [];
  const [first] = text.split(/(?<=[.:;?])\s/);
  if (text.trim().split(/\s+/).length < 3 || !/[.?)]$/.test(text.trim())) found.push("no sentence");
  // What it is for comes before who invented it.
  if (/\b(?:18|19|20)\d\d\b/.test(first)) found.push("begins with a year");
  if (wantsExample && !tags.has("example")) found.push("no example");
  const told = (tags.get("param") ?? []).map((tag) => /^\w+/.exec(tag)?.[0]);
  for (const name of parameters) if (!told.includes(name)) found.push(`no @param ${name}`);
  return found;
}

describe("what an editor shows at every public name", () => {
  it("is a sentence, and at what is called an example and every parameter", () => {
    const wrong = hovers.flatMap((hover) =>
      faults(hover).map((fault) => `${hover.name}: ${fault}`),
    );
    expect(wrong).toEqual([]);
  });

  it("says at `fit` that it is synchronous, and what is not", () => {
    const fits = hovers.filter(({ name }) => name.endsWith(".fit"));
    expect(fits).toHaveLength(3);
    for (const { text } of fits) {
      expect(text).toMatch(/\bsynchronous/);
      expect(text).toContain("fitAsync");
    }
  });

  it("is looked at for all of them", () => {
    expect(checked).toBeGreaterThan(50);
    expect(hovers.length).toBeGreaterThan(250);
  });
});
