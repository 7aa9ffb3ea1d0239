import { quote } from "shlex";
import type { CompletedCommand, CompletedOption, Values } from "./completions.ts";

interface ScriptRequest {
  readonly commands: readonly CompletedCommand[];
  /** Program and arguments that `azbatch` runs. */
  readonly program: readonly string[];
}

/** Scripts for `eval`, by shell. Each defines `azbatch` for any folder and completes it. */
export const scripts = {
  bash: ({
    commands,
    program,
  }: ScriptRequest): string => `azbatch() { AZBATCH_COMMAND=azbatch ${program.map(quote).join(" ")} "$@"; }
_azbatch() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quote(commands.map(({ name }) => name).join(" "))}
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${commands.flatMap(bashValues).join("\n")}
    *)
      case "\${COMP_WORDS[1]}" in
${commands.map(bashCommand).join("\n")}
      esac ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _azbatch azbatch
`,
  zsh: ({
    commands,
    program,
  }: ScriptRequest): string => `azbatch() { AZBATCH_COMMAND=azbatch ${program.map(quote).join(" ")} "$@"; }
_azbatch_jobs() { local -a jobs; jobs=(\${(f)"$(ls out 2>/dev/null)"}); compadd "$@" $jobs; }
_azbatch() {
  if (( CURRENT == 2 )); then
    local -a commands
    commands=(${commands.map(({ name, description }) => quote(`${name}:${description}`)).join(" ")})
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words; (( CURRENT-- ))
  case $command in
${commands.map(zshCommand).join("\n")}
  esac
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _azbatch azbatch
`,
  fish: ({
    commands,
    program,
  }: ScriptRequest): string => `function azbatch; AZBATCH_COMMAND=azbatch ${program.map(quote).join(" ")} $argv; end
complete -c azbatch -e
complete -c azbatch -f
${commands.flatMap(fishCommand).join("\n")}
`,
} satisfies Record<string, (request: ScriptRequest) => string>;

const listOfJobs = "$(ls out 2>/dev/null)";

const bashWords = (values: Values): string => {
  if (values.kind === "jobs") return [...values.words, listOfJobs].join(" ");
  return values.kind === "words" ? values.words.join(" ") : "";
};

/** Returns cases for the word after an option with a value. */
const bashValues = ({ name, options }: CompletedCommand): string[] =>
  options.flatMap(({ flags, value }) => {
    if (value === undefined) return [];
    const cases = flags.map((flag) => `"${name} ${flag}"`).join(" | ");
    if (value.kind === "files") return [`    ${cases}) compopt -o default; return ;;`];
    return [`    ${cases}) words="${bashWords(value)}" ;;`];
  });

const bashCommand = ({ name, options, argument }: CompletedCommand): string => {
  const flags = options.flatMap((option) => option.flags.filter((flag) => flag.startsWith("--")));
  return `      ${name}) words="${[...flags, bashWords(argument)].join(" ").trim()}" ;;`;
};

const zshCommand = ({ name, options, argument }: CompletedCommand): string => {
  const specs = [...options.flatMap(zshOption), `*${zshValues(argument, "argument")}`];
  return `    ${name}) _arguments ${specs.map(quote).join(" ")} ;;`;
};

const zshOption = ({ flags, description, value }: CompletedOption): string[] =>
  flags.map((flag) => `(${flags.join(" ")})${flag}[${description}]${value ? zshValues(value, "value") : ""}`);

const zshValues = (values: Values, what: string): string => {
  if (values.kind === "words") return `:${what}:(${values.words.join(" ")})`;
  if (values.kind === "jobs") return `:${what}:_azbatch_jobs ${values.words.join(" ")}`;
  return `:${what}:${{ files: "_files", nothing: " " }[values.kind]}`;
};

const fishCommand = ({ name, description, options, argument }: CompletedCommand): string[] => {
  const when = `-n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
  return [
    `complete -c azbatch -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
    ...(argument.kind === "nothing" ? [] : [`complete -c azbatch ${when} ${fishValues(argument)}`]),
    ...options.map((option) => `complete -c azbatch ${when} ${fishOption(option)}`),
  ];
};

const fishOption = ({ flags, description, value }: CompletedOption): string => {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  // fish completes files for -r, and nothing else for -x.
  const values = value ? [value.kind === "files" ? "-r" : "-x", fishValues(value)] : [];
  return [...names, `-d ${quote(description)}`, ...values].join(" ").trim();
};

const fishValues = (values: Values): string => {
  if (values.kind === "files") return "-F";
  if (values.kind === "jobs") return `-a '${values.words.join(" ")} (ls out 2>/dev/null)'`;
  return values.kind === "words" ? `-a ${quote(values.words.join(" "))}` : "";
};
