import { invalidQuery } from "../errors.ts";
import { type Token, tokenize } from "./tokens.ts";

export type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le";

export type Literal =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "time"; readonly value: number }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean };

export interface Connective {
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

/** The tree of a `$filter`; a text that is none is refused with InvalidQueryParameterValue. Pure. */
export const parseFilter = (text: string): Filter => {
  const tokens = tokenize(text);
  let at = 0;
  const fail = (reason: string) => invalidQuery("$filter", text, reason);
  const peek = (): Token | undefined => tokens[at];
  const isWord = (word: string): boolean => {
    const token = peek();
    return token?.kind === "name" && token.text.toLowerCase() === word;
  };
  const take = (kind: Token["kind"], what: string): Token => {
    const token = tokens[at++];
    if (token?.kind !== kind) throw fail(`Expected ${what}, found ${token?.text ?? "the end"}.`);
    return token;
  };

  const either = (): Filter => {
    let left = both();
    while (isWord("or")) {
      at++;
      left = { op: "or", left, right: both() };
    }
    return left;
  };
  const both = (): Filter => {
    let left = term();
    while (isWord("and")) {
      at++;
      left = { op: "and", left, right: term() };
    }
    return left;
  };
  const term = (): Filter => {
    if (peek()?.kind === "(") {
      at++;
      const inner = either();
      take(")", "')'");
      return inner;
    }
    const name = take("name", "a property").text;
    if (name.toLowerCase() === "startswith" && peek()?.kind === "(") return startsWith();
    const operator = take("name", "an operator").text.toLowerCase();
    if (!comparisons.has(operator)) throw fail(`The operator ${operator} is not supported.`);
    return { op: operator as Comparison, property: name, value: literal() };
  };
  const startsWith = (): Filter => {
    take("(", "'('");
    const property = take("name", "a property").text;
    take(",", "','");
    const value = literal();
    take(")", "')'");
    if (value.kind !== "string") throw fail("startswith expects a string.");
    return { op: "startswith", property, value };
  };
  const literal = (): Literal => {
    const token = tokens[at++];
    if (token?.kind === "literal") return token.value;
    const word = token?.text.toLowerCase();
    if (word === "true" || word === "false") return { kind: "boolean", value: word === "true" };
    throw fail(`Expected a value, found ${token?.text ?? "the end"}.`);
  };

  const filter = either();
  if (at < tokens.length) throw fail(`Unexpected ${peek()?.text}.`);
  return filter;
};
