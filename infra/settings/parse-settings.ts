import { closest, distance } from "fastest-levenshtein";
import * as v from "valibot";
import { urnOf } from "../image.ts";
import { type Problem, type ProblemCode, problemCodes } from "../problem.ts";
import { retirementsOf } from "../retirements.ts";
import { rules } from "./rules.ts";
import { type Settings, type Surroundings, settingsSchema } from "./schema.ts";
import { examples, setCommand } from "./set-command.ts";

/** Values of a stack's configuration as text, JSON for lists and objects; undefined if a setting has neither a value nor a default. */
export type RawSettings = Readonly<Record<string, string | undefined>>;

type ParsedSettings =
  | { readonly settings: Settings; readonly warnings: Problem[]; readonly problems?: never }
  | { readonly settings?: never; readonly warnings?: never; readonly problems: Problem[] };

/** Returns the settings, or every problem at once. Reads files only through `surroundings`. */
export const parseSettings = (raw: RawSettings, surroundings: Surroundings): ParsedSettings => {
  const schema = settingsSchema(surroundings);
  const result = v.safeParse(schema, raw, { abortPipeEarly: true });
  const issues = result.issues ?? [];
  const invalid = issues.map((issue) => issue.path?.[0].key);
  // Every setting without an issue has its type; rules read no others.
  const settings = result.output as Settings;
  const problems = [
    ...unknownSettings(raw, Object.keys(schema.entries)),
    ...issues.map(describe),
    ...rules
      .filter(({ about }) => !about.some((key) => invalid.includes(key)))
      .flatMap((rule) => rule.problems(settings, surroundings)),
  ];
  if (problems.length > 0) return { problems };
  const used = { vmSize: settings.vmSize, image: urnOf(settings.image) };
  return { settings, warnings: retirementsOf(used, surroundings.today).warnings };
};

const unknownSettings = (raw: RawSettings, known: readonly string[]): Problem[] =>
  Object.keys(raw)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const nearest = closest(name, known);
      const hint = distance(name, nearest) <= 1 + name.length / 3 ? `; did you mean "${nearest}"?` : ".";
      return {
        key: name,
        code: "UnknownSetting",
        message: `${name}: unknown setting${hint} Run \`pulumi config rm ${name}\` to remove it.`,
      };
    });

const describe = (issue: v.BaseIssue<unknown>): Problem => {
  const [setting, item] = (issue.path ?? []).map(({ key }) => String(key));
  const example = (examples[setting!] ?? `${setting} <value>`).replace("[0]", `[${item ?? 0}]`);
  const hint = `${example.includes("<") ? "Run" : "For example, run"} ${setCommand(example)}.`;
  const key = keyOf(setting!, item);
  const message = `${key}: expected ${issue.message}, got ${shownValue(issue)}. ${hint}`;
  return { key, code: codeOf(issue), message };
};

const codeOf = (issue: v.BaseIssue<unknown>): ProblemCode => {
  const value = valueIn(issue);
  if (value === undefined) return "Missing";
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
  if (value === undefined) return "nothing";
  const isJson = typeof value === "string" && /^[[{].*[\]}]$/.test(value);
  const shown = isJson ? value : JSON.stringify(value);
  return `${isPlaceholder(value) ? "the placeholder " : ""}${shown.length > 250 ? `${shown.slice(0, 200)}…` : shown}`;
};
