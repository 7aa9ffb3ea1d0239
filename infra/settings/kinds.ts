import * as v from "valibot";
import type { ProblemCode } from "../problem.ts";

// Pulumi passes every value to the program as text. `expected` completes "expected …" in the messages.

export const text = (expected: string, pattern: RegExp) =>
  v.pipe(v.string(expected), v.regex(pattern, expected));

/** Like `v.check`, with the problem's code in the issue's `expected`. */
export const check = <T>(code: ProblemCode, isValid: (value: T) => boolean, expected: string) =>
  v.rawCheck<T>(({ dataset, addIssue }) => {
    if (dataset.typed && !isValid(dataset.value)) addIssue({ message: expected, expected: code });
  });

/** Text that matches a pattern or is empty. */
export const optional = (expected: string, pattern: RegExp) =>
  v.pipe(
    v.string(expected),
    check("InvalidFormat", (value) => value === "" || pattern.test(value), expected),
  );

/** A value parsed from text; `parse` returns undefined for invalid text. */
export const derived = <T>(expected: string, parse: (text: string) => T | undefined) =>
  v.pipe(
    v.string(expected),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: expected });
      return NEVER;
    }),
  );

export const choice = <const Option extends string>(options: readonly Option[]) =>
  v.picklist(options, options.join(" or "));

export const boolean = v.pipe(
  choice(["true", "false"]),
  v.transform((value) => value === "true"),
);

export const integer = (expected: string, { from, to }: { from: number; to: number }) =>
  v.pipe(
    v.string(expected),
    v.regex(/^-?\d+$/, expected),
    v.transform(Number),
    v.minValue(from, expected),
    v.maxValue(to, expected),
  );

export const list = <Item extends v.GenericSchema<unknown>>(expected: string, item: Item) =>
  v.pipe(json(`a list of ${expected}`), v.array(item, `a list of ${expected}`), v.readonly());

/** A JSON object of text, with the numbers and booleans of YAML converted back to text. */
export const record = (
  expected: string,
  { key, value }: Record<"key" | "value", { expected: string; pattern: RegExp }>,
) =>
  v.pipe(
    json(expected),
    v.record(
      text(key.expected, key.pattern),
      v.pipe(
        v.union([v.string(), v.number(), v.boolean()], value.expected),
        v.transform(String),
        v.regex(value.pattern, value.expected),
      ),
      expected,
    ),
    v.readonly(),
  );

const json = (expected: string) => derived(expected, parseJson);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
