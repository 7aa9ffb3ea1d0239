import { FormulaError } from "./formula-error.ts";
import { type Token, tokensOf } from "./lexer.ts";

/** Nesting limit of an expression, far below the depth that overflows the call stack. */
const maxNesting = 100;

export interface TokenReader {
  readonly peek: () => Token;
  readonly next: () => Token;
  /** Consumes and returns the next token if it is one of these symbols. */
  readonly accept: (...symbols: readonly string[]) => Token | undefined;
  readonly expect: (symbol: string) => Token;
  /** Returns whether the token after the next one is this symbol. */
  readonly isFollowedBy: (symbol: string) => boolean;
  /** Calls `read` one nesting level deeper. Throws a FormulaError above the limit. */
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
