import { FormulaError } from "./formula-error.ts";
import { type Token, tokensOf } from "./lexer.ts";

/** Far more than a person writes, and far less than a call stack takes. */
const maxNesting = 100;

export interface TokenReader {
  readonly peek: () => Token;
  readonly next: () => Token;
  /** The token if it is one of these symbols, and then it is consumed. */
  readonly accept: (...symbols: readonly string[]) => Token | undefined;
  readonly expect: (symbol: string) => Token;
  /** Whether the symbol stands right after the next token. */
  readonly isFollowedBy: (symbol: string) => boolean;
  /** Reads something inside something else; too deep is an error. */
  readonly nested: <T>(read: () => T) => T;
}

export const tokenReader = (text: string): TokenReader => {
  const tokens = tokensOf(text);
  let index = 0;
  let depth = 0;
  const at = (place: number): Token => tokens[Math.min(place, tokens.length - 1)]!;
  const peek = (): Token => at(index);
  const next = (): Token => at(index++);
  const accept = (...symbols: readonly string[]): Token | undefined =>
    peek().kind === "symbol" && symbols.includes(peek().text) ? next() : undefined;
  return {
    peek,
    next,
    accept,
    expect: (symbol) => accept(symbol) ?? refuse(peek(), JSON.stringify(symbol)),
    isFollowedBy: (symbol) => at(index + 1).kind === "symbol" && at(index + 1).text === symbol,
    nested: (read) => {
      if (depth === maxNesting) refuse(peek(), `at most ${maxNesting} levels of nesting`);
      depth++;
      const result = read();
      depth--;
      return result;
    },
  };
};

export const refuse = (found: Token, expected: string): never => {
  const what = found.kind === "end" ? "the end of the formula" : JSON.stringify(found.text);
  throw new FormulaError({
    code: "AutoScalingFormulaSyntaxError",
    at: found.at,
    reason: `expected ${expected}, found ${what}`,
  });
};
