import * as v from "valibot";
import type { ProblemCode } from "../problem.ts";

// Pulumi hands every value to the program as text. `expected` ends the sentence "expected …" in each message.

export const text = (expected: string, pattern: RegExp) =>
  v.pipe(v.string(expected), v.regex(pattern, expected));

/** Like `v.check`, with the code of the problem, which the issue has as `expected`. */
export const check = <T>(code: ProblemCode, isFit: (value: T) => boolean, expected: string) =>
  v.rawCheck<T>(({ dataset, addIssue }) => {
    if (dataset.typed && !isFit(dataset.value)) addIssue({ message: expected, expected: code });
  });

/** A setting that may be left empty. */
export const optional = (expected: string, pattern: RegExp) =>
  v.pipe(
    v.string(expected),
    check("InvalidFormat", (found) => found === "" || pattern.test(found), expected),
  );

/** What `make` gives for the text, undefined where it does not fit. */
export const derived = <T>(expected: string, make: (text: string) => T | undefined) =>
  v.pipe(
    v.string(expected),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const made = make(dataset.value);
      if (made !== undefined) return made;
      addIssue({ message: expected });
      return NEVER;
    }),
  );

export const choice = <const Option extends string>(options: readonly Option[]) =>
  v.picklist(options, options.join(" or "));

export const boolean = v.pipe(
  choice(["true", "false"]),
  v.transform((found) => found === "true"),
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

/** Names to values; what YAML takes for a number or a truth value is text again. */
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

const json = (expected: string) => derived(expected, parsed);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
