import type { Offers } from "../options/parsers.js";
import { flagsOf, type CommandOutline, type OptionOutline, type Outline } from "./outline.js";

export function bashScript({ name, options, commands }: Outline): string {
  const names = commands.map(({ name, about }) => [name, about] as const);
  return `# Completion of ${name} for bash: source <(${name} completion bash)

# Offers the words that begin as typed, of lines with a word, a tab and what it is.
_${name}_offer() {
  local word about width=0 index
  local -a found=() abouts=()
  while IFS=$'\\t' read -r word about; do
    [[ $word == "$cur"* ]] || continue
    found+=("$word")
    abouts+=("$about")
    ((\${#word} > width)) && width=\${#word}
  done <<<"$1"
  # Only where they are listed: elsewhere what they are would be typed as well.
  if ((\${#found[@]} > 1)) && [[ \${COMP_TYPE-} == 63 ]]; then
    for index in "\${!found[@]}"; do
      [[ -n \${abouts[index]} ]] || continue
      printf -v word '%-*s  (%s)' "$width" "\${found[index]}" "\${abouts[index]}"
      found[index]=\${word:0:\${COLUMNS:-80}-1}
    done
  fi
  COMPREPLY=("\${found[@]}")
}

_${name}_files() {
  # Readline knows best how to quote them; before bash 4 it cannot be asked.
  if compopt -o default 2>/dev/null; then
    COMPREPLY=()
  else
    local IFS=$'\\n'
    COMPREPLY=($(compgen -f -- "$cur"))
  fi
}

_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # --option=value is three words here.
  if [[ $cur == "=" ]]; then
    cur=
  elif [[ $prev == "=" ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    if [[ $cur == -* ]]; then
      _${name}_offer ${lines(flagsAndWhatTheyDo(options))}
    else
      _${name}_offer ${lines(names)}
    fi
    return
  fi
  case \${COMP_WORDS[1]} in
${commands.map((command) => commandCase(name, command)).join("")}  esac
}

complete -F _${name} ${name}
`;
}

function commandCase(program: string, { name, options, operands }: CommandOutline): string {
  const taken = [...flagsByOffer(program, options)].map(
    ([offered, flags]) => `        ${flags.join(" | ")})
          ${offered}
          return
          ;;
`,
  );
  const within = taken.length === 0 ? "" : `      case $prev in\n${taken.join("")}      esac\n`;
  return `    ${name})
${within}      if [[ $cur == -* ]]; then
        _${program}_offer ${lines(flagsAndWhatTheyDo(options))}
      else
        ${offer(program, operands ?? [])}
      fi
      ;;
`;
}

/** The flags of options with a value, by what offers it. */
function flagsByOffer(program: string, options: readonly OptionOutline[]): Map<string, string[]> {
  const flags = new Map<string, string[]>();
  for (const option of options) {
    if (option.value === undefined) continue;
    const offered = offer(program, option.value ?? []);
    flags.set(offered, [...(flags.get(offered) ?? []), ...flagsOf(option)]);
  }
  return flags;
}

function offer(program: string, offers: Offers): string {
  if (offers === "files") return `_${program}_files`;
  return offers.length === 0 ? ":" : `_${program}_offer ${lines(offers)}`;
}

function flagsAndWhatTheyDo(options: readonly OptionOutline[]): Exclude<Offers, "files"> {
  return options.flatMap((option) => flagsOf(option).map((flag) => [flag, option.about] as const));
}

/** Words and what they are, as one word of bash. */
function lines(offers: Exclude<Offers, "files">): string {
  const text = offers.map(([word, about]) => `${word}\t${about}`).join("\n");
  return `'${text.replaceAll("'", "'\\''")}'`;
}
