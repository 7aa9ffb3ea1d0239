import { split } from "shlex";
import { type Scan, scanCommand, type Token } from "./scan-command.ts";

/** A word of a bash command. */
export interface CommandWord {
  /** Without quotes; undefined if bash would expand something in it. */
  readonly text: string | undefined;
  /** As it is in the command. */
  readonly raw: string;
  /** `target` follows `>`, `source` follows `<`. */
  readonly role: "program" | "argument" | "target" | "source";
  /** Program that an argument is for. */
  readonly program: string | undefined;
  /** Words between the program and this one. */
  readonly before: readonly string[];
  /** Whether no other command runs before this one: it may be in a pipeline, but not after `&&`, `;` or a newline. */
  readonly isFirst: boolean;
  /** Number of the simple command that contains the word, outside substitutions; undefined inside. */
  readonly part: number | undefined;
  /** For a target, the operator: `>`, `2>`, `&>`, `>>`. */
  readonly operator?: string | undefined;
}

/** Words that bash or a wrapper program puts before a program. */
const prefixes = new Set(
  "if then else elif fi do done while until esac ! { } time exec env nohup command nice sudo stdbuf".split(
    " ",
  ),
);

interface State {
  expectsProgram: boolean;
  redirect: string | undefined;
  program: string | undefined;
  before: string[];
}

const newState = (): State => ({ expectsProgram: true, redirect: undefined, program: undefined, before: [] });

/** Returns the words of a command, in order; those of a command substitution precede the word that contains it. */
export const commandWords = (command: string): CommandWord[] => {
  const scan = scanCommand(command);
  const states = new Map<number, State>();
  const words: CommandWord[] = [];
  let isFirst = true;
  let part = 0;
  for (const token of scan.tokens) {
    const text = command.slice(token.start, token.end);
    const state = states.get(token.depth) ?? newState();
    states.set(token.depth, state);
    if (token.kind === "word") {
      const { depth } = token;
      const next = command[token.end];
      // A number before `>` is a file descriptor.
      if (/^\d+$/.test(text) && (next === ">" || next === "<")) continue;
      words.push(wordOf(text, state, { isFirst, part: depth === 1 ? part : undefined, scan, token }));
    } else if (/[<>]/.test(text)) {
      state.redirect = redirectOf(command, token);
    } else if (!(text === "&" && /[<>]/.test(command[token.start - 1] ?? ""))) {
      if (/^(&&|\|\||;;?|&|\n)$/.test(text) && words.length > 0) isFirst = false;
      if (token.depth === 1) part += 1;
      states.set(token.depth, newState());
      if (text === "(") states.set(token.depth + 1, newState());
    }
  }
  return words;
};

/** Returns the operator with its file descriptor. */
const redirectOf = (command: string, { start, end }: Token): string =>
  (/\d+$/.exec(command.slice(0, start))?.[0] ?? "") + command.slice(start, end);

const wordOf = (
  raw: string,
  state: State,
  { isFirst, part, scan, token }: Pick<CommandWord, "isFirst" | "part"> & { scan: Scan; token: Token },
): CommandWord => {
  const text = literalOf(raw, (index) => scan.quotingAt(token.start + index));
  const common = { text, raw, isFirst, part, program: state.program, before: [...state.before] };
  if (state.redirect !== undefined) {
    const operator = state.redirect;
    state.redirect = undefined;
    return { ...common, role: operator.includes(">") ? "target" : "source", operator };
  }
  if (!state.expectsProgram) {
    state.before.push(text ?? raw);
    return { ...common, role: "argument" };
  }
  if (/^\w+\+?=/.test(raw) || prefixes.has(raw)) return { ...common, role: "argument" };
  state.expectsProgram = false;
  state.program = text;
  return { ...common, role: "program" };
};

/** Returns a word's text, or undefined if bash would expand a variable, a command, a wildcard or a tilde in it. */
const literalOf = (raw: string, quotingAt: (index: number) => string): string | undefined => {
  for (const [index, char] of [...raw.matchAll(/./gsu)].map((match) => [match.index, match[0]] as const)) {
    const quoting = quotingAt(index);
    const isEscaped = raw[index - 1] === "\\" && quoting !== "single";
    if (isEscaped) continue;
    if (quoting === "none" && /[*?[$`]/.test(char) && !/^\$['"]/.test(raw.slice(index))) return undefined;
    if (quoting === "double" && /[$`]/.test(char)) return undefined;
  }
  if (/^~/.test(raw)) return undefined;
  try {
    return split(raw).join(" ");
  } catch {
    return undefined;
  }
};
