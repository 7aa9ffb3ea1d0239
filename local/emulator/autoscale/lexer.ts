import { FormulaError, type Position } from "./formula-error.ts";

export interface Token {
  readonly kind: "number" | "string" | "name" | "symbol" | "end";
  readonly text: string;
  readonly at: Position;
}

/** The last token is always `end`. */
export const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  let at: Position = { line: 1, column: 1 };
  for (let offset = 0; offset < text.length; ) {
    const { kind, lexeme } = lexemeAt({ text, offset, at });
    if (kind !== "space") tokens.push({ kind, text: lexeme, at });
    at = after(at, lexeme);
    offset += lexeme.length;
  }
  tokens.push({ kind: "end", text: "", at });
  return tokens;
};

/** Patterns in the order in which they are tried, each anchored at the current position. */
const patterns = [
  { kind: "space", pattern: /\s+|\/\/[^\r\n]*/y },
  { kind: "number", pattern: /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y },
  { kind: "string", pattern: /"[^"\r\n]*"/y },
  { kind: "name", pattern: /\$?[A-Za-z_][A-Za-z0-9_]*/y },
  { kind: "symbol", pattern: /&&|\|\||<=|>=|==|!=|[-+*/<>!=?:;,.()]/y },
] as const;

const lexemeAt = ({ text, offset, at }: { text: string; offset: number; at: Position }) => {
  for (const { kind, pattern } of patterns) {
    pattern.lastIndex = offset;
    const found = pattern.exec(text);
    if (found !== null) return { kind, lexeme: found[0] };
  }
  throw new FormulaError({ code: "AutoScalingFormulaSyntaxError", at, reason: unexpected(text, offset) });
};

const unexpected = (text: string, offset: number): string => {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  if (character === '"') return 'expected a closing " on the same line';
  if (character === "&" || character === "|") return `expected ${character.repeat(2)}, found ${character}`;
  if (character === "$") return "expected a variable's name after $";
  return `unexpected character ${JSON.stringify(character)}`;
};

const after = (at: Position, lexeme: string): Position => {
  const lines = lexeme.split(/\r\n|\r|\n/);
  const last = lines.at(-1)?.length ?? 0;
  return lines.length === 1
    ? { line: at.line, column: at.column + last }
    : { line: at.line + lines.length - 1, column: last + 1 };
};
