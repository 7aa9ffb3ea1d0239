import { closest, distance } from "fastest-levenshtein";
import * as v from "valibot";
import { urnOf } from "../image.ts";
import { type Problem, type ProblemCode, problemCodes } from "../problem.ts";
import { retirementsOf } from "../retirements.ts";
import { defaults } from "./defaults.ts";
import { examples } from "./fix.ts";
import { rules } from "./rules.ts";
import { type Settings, type Surroundings, settingsSchema } from "./schema.ts";

/** Values by setting, as Pulumi stores them: text, JSON for lists and objects. Settings without a value have their default. */
type RawSettings = Readonly<Record<string, string | undefined>>;

type ParsedSettings =
  | { readonly settings: Settings; readonly warnings: Problem[]; readonly problems?: never }
  | { readonly settings?: never; readonly warnings?: never; readonly problems: Problem[] };

/**
 * Returns the settings, or every problem at once. Reads files only through `surroundings`.
 *
 * @param unknown settings whose values a preview doesn't know yet; they have their default, and no rule is applied to them
 */
export const parseSettings = (
  raw: RawSettings,
  surroundings: Surroundings,
  unknown: readonly string[] = [],
): ParsedSettings => {
  const schema = settingsSchema(surroundings);
  const given = Object.entries(raw).filter(([name, value]) => value !== undefined && !unknown.includes(name));
  const values = { ...defaultsAsText, ...Object.fromEntries(given) };
  const result = v.safeParse(schema, values, { abortPipeEarly: true });
  const issues = result.issues ?? [];
  const unchecked = [...issues.map((issue) => issue.path?.[0].key), ...unknown];
  // Every setting without an issue has its type; rules read no others.
  const settings = result.output as Settings;
  const problems = [
    ...unknownSettings(raw),
    ...issues.map(describe),
    ...rules
      .filter(({ about }) => !about.some((key) => unchecked.includes(key)))
      .flatMap((rule) => rule.problems(settings, surroundings)),
  ];
  if (problems.length > 0) return { problems };
  const used = { vmSize: settings.vmSize, image: urnOf(settings.image) };
  return { settings, warnings: retirementsOf(used, surroundings.today).warnings };
};

/** Converts a value to the text that Pulumi's configuration has for it. */
export const asText = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

const names = Object.keys(defaults);
const defaultsAsText: RawSettings = Object.fromEntries(
  Object.entries(defaults).map(([name, value]) => [name, asText(value)]),
);

const unknownSettings = (raw: RawSettings): Problem[] =>
  Object.keys(raw)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const nearest = closest(name, names);
      const hint = distance(name, nearest) <= 1 + name.length / 3 ? `; did you mean "${nearest}"?` : ".";
      return {
        key: name,
        code: "UnknownSetting",
        message: `${name}: unknown setting${hint}`,
        fix: {
          remove: name,
          end: `, or pass \`{ ignore: ["${name}"] }\` to readSettings if only your program reads it.`,
        },
      };
    });

const describe = (issue: v.BaseIssue<unknown>): Problem => {
  const [setting, item] = (issue.path ?? []).map(({ key }) => String(key));
  const set = (examples[setting!] ?? `${setting} <value>`).replace("[0]", `[${item ?? 0}]`);
  const key = keyOf(setting!, item);
  const message = `${key}: expected ${issue.message}, got ${shownValue(issue)}.`;
  return { key, code: codeOf(issue), message, fix: { set, isExample: !set.includes("<") } };
};

const codeOf = (issue: v.BaseIssue<unknown>): ProblemCode => {
  const value = valueIn(issue);
  if (isPlaceholder(value)) return "Placeholder";
  return (
    problemCodes.find((code) => code === issue.expected) ?? codesByIssueType[issue.type] ?? "InvalidFormat"
  );
};

const codesByIssueType: Readonly<Record<string, ProblemCode>> = {
  picklist: "InvalidChoice",
  min_value: "OutOfRange",
  max_value: "OutOfRange",
};

const keyOf = (setting: string, item: string | undefined): string =>
  item === undefined ? setting : /^\d+$/.test(item) ? `${setting}[${item}]` : `${setting}.${item}`;

/** Returns the value that the user set, even if the issue is about the value parsed from it. */
const valueIn = ({ path, input }: v.BaseIssue<unknown>): unknown => {
  const last = path?.at(-1);
  return last?.origin === "key" ? last.key : (last?.value ?? input);
};

const isPlaceholder = (value: unknown): boolean =>
  typeof value === "string" && /00000000-0000|@example\.\w+$|^203\.0\.113\./.test(value);

const shownValue = (issue: v.BaseIssue<unknown>): string => {
  const value = valueIn(issue);
  const isJson = typeof value === "string" && /^[[{].*[\]}]$/.test(value);
  const shown = isJson ? value : JSON.stringify(value);
  return `${isPlaceholder(value) ? "the placeholder " : ""}${shown.length > 250 ? `${shown.slice(0, 200)}…` : shown}`;
};
