import { parseTime } from "../../time/clock.ts";
import { invalidQuery } from "../errors.ts";

export type Literal =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "time"; readonly value: number }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean };

export type Token =
  | { readonly kind: "name" | "(" | ")" | ","; readonly text: string }
  | { readonly kind: "literal"; readonly text: string; readonly value: Literal };

const pattern =
  /\s*(?:(datetime)?'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)(?![\w-])|([A-Za-z_$][\w/$]*)|([(),]))/giy;

/**
 * Splits a `$filter` into its tokens.
 *
 * @throws BatchError InvalidQueryParameterValue.
 */
export const tokenize = (text: string): Token[] => {
  const end = text.trimEnd().length;
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw invalidQuery("$filter", text, `Unexpected character at position ${at}.`);
    tokens.push(tokenOf(match, text));
  }
  return tokens;
};

const tokenOf = ([all, dateTime, quoted, digits, name, sign]: RegExpExecArray, text: string): Token => {
  const word = all.trim();
  if (name !== undefined) return { kind: "name", text: name };
  if (sign !== undefined) return { kind: sign as "(" | ")" | ",", text: sign };
  if (digits !== undefined)
    return { kind: "literal", text: word, value: { kind: "number", value: Number(digits) } };
  const value = (quoted ?? "").replaceAll("''", "'");
  if (dateTime === undefined) return { kind: "literal", text: word, value: { kind: "string", value } };
  const time = parseTime(value);
  if (time === undefined) throw invalidQuery("$filter", text, `Expected a date and time, got ${word}.`);
  return { kind: "literal", text: word, value: { kind: "time", value: time } };
};
