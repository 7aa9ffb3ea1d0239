import { invalidQuery } from "../errors.ts";
import { type Literal, type Token, tokenize } from "./tokens.ts";

type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le";

interface Connective {
  readonly op: "and" | "or";
  readonly left: Filter;
  readonly right: Filter;
}

export interface Test {
  readonly op: Comparison | "startswith";
  readonly property: string;
  readonly value: Literal;
}

export type Filter = Connective | Test;

const comparisons = new Set<string>(["eq", "ne", "gt", "ge", "lt", "le"]);

/** A `$filter` with its text, which errors show. */
export interface ParsedFilter {
  readonly text: string;
  readonly root: Filter;
}

/**
 * Parses a `$filter`. Returns undefined for an empty one.
 *
 * @throws BatchError InvalidQueryParameterValue.
 */
export const parseFilter = (text: string | undefined): ParsedFilter | undefined => {
  if (text === undefined || text.trim() === "") return undefined;
  const reader: Reader = { text, tokens: tokenize(text), at: 0, parentheses: 0 };
  const root = either(reader);
  if (reader.at < reader.tokens.length) throw unexpected(reader, "the end");
  return { text, root };
};

interface Reader {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
  parentheses: number;
}

// The parser recurses into each.
const maxParentheses = 200;

const either = (reader: Reader): Filter => {
  let left = both(reader);
  while (takeWord(reader, "or")) left = { op: "or", left, right: both(reader) };
  return left;
};

const both = (reader: Reader): Filter => {
  let left = term(reader);
  while (takeWord(reader, "and")) left = { op: "and", left, right: term(reader) };
  return left;
};

const term = (reader: Reader): Filter => {
  if (peek(reader)?.kind === "(") {
    reader.at++;
    if (++reader.parentheses > maxParentheses) throw unexpected(reader, "fewer parentheses");
    const inner = either(reader);
    take(reader, ")", "')'");
    return inner;
  }
  const name = take(reader, "name", "a property");
  if (name.toLowerCase() === "startswith" && peek(reader)?.kind === "(") return startsWith(reader);
  const operator = take(reader, "name", "an operator").toLowerCase();
  if (!comparisons.has(operator))
    throw invalidQuery("$filter", reader.text, `The operator ${operator} is not supported.`);
  return { op: operator as Comparison, property: name, value: literal(reader) };
};

const startsWith = (reader: Reader): Filter => {
  take(reader, "(", "'('");
  const property = take(reader, "name", "a property");
  take(reader, ",", "','");
  const value = literal(reader);
  take(reader, ")", "')'");
  if (value.kind !== "string") throw invalidQuery("$filter", reader.text, "startswith expects a string.");
  return { op: "startswith", property, value };
};

const literal = (reader: Reader): Literal => {
  const token = peek(reader);
  if (token?.kind === "literal") {
    reader.at++;
    return token.value;
  }
  if (takeWord(reader, "true")) return { kind: "boolean", value: true };
  if (takeWord(reader, "false")) return { kind: "boolean", value: false };
  throw unexpected(reader, "a value");
};

const peek = ({ tokens, at }: Reader): Token | undefined => tokens[at];

const takeWord = (reader: Reader, word: string): boolean => {
  const token = peek(reader);
  if (token?.kind !== "name" || token.text.toLowerCase() !== word) return false;
  reader.at++;
  return true;
};

const take = (reader: Reader, kind: Token["kind"], what: string): string => {
  const token = peek(reader);
  if (token?.kind !== kind) throw unexpected(reader, what);
  reader.at++;
  return token.text;
};

const unexpected = (reader: Reader, wanted: string) =>
  invalidQuery("$filter", reader.text, `Expected ${wanted}, got ${peek(reader)?.text ?? "the end"}.`);
