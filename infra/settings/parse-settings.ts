import { closest, distance } from "fastest-levenshtein";
import * as v from "valibot";
import { urnOf } from "../image.ts";
import { type Problem, type ProblemCode, problemCodes } from "../problem.ts";
import { retirementsOf } from "../retirements.ts";
import { examples, howToSet } from "./how-to-set.ts";
import { rules } from "./rules.ts";
import { type Settings, type Surroundings, settingsSchema } from "./schema.ts";

/** What `pulumi config` holds: text, JSON for lists and names with values; undefined is neither set nor has a default. */
export type FoundSettings = Readonly<Record<string, string | undefined>>;

type ParsedSettings =
  | { readonly settings: Settings; readonly warnings: Problem[]; readonly problems?: never }
  | { readonly settings?: never; readonly warnings?: never; readonly problems: Problem[] };

/** Pure but for what `surroundings` reads. Every problem at once. */
export const parseSettings = (found: FoundSettings, surroundings: Surroundings): ParsedSettings => {
  const schema = settingsSchema(surroundings);
  const result = v.safeParse(schema, found, { abortPipeEarly: true });
  const issues = result.issues ?? [];
  const unfit = issues.map((issue) => issue.path?.[0].key);
  // What has no issue has its type.
  const settings = result.output as Settings;
  const problems = [
    ...unknown(found, Object.keys(schema.entries)),
    ...issues.map(describe),
    ...rules
      .filter(({ about }) => !about.some((key) => unfit.includes(key)))
      .flatMap((rule) => rule.problems(settings, surroundings)),
  ];
  if (problems.length > 0) return { problems };
  const used = { vmSize: settings.vmSize, image: urnOf(settings.image) };
  return { settings, warnings: retirementsOf(used, surroundings.today).warnings };
};

const unknown = (found: FoundSettings, known: readonly string[]): Problem[] =>
  Object.keys(found)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const nearest = closest(name, known);
      const hint = distance(name, nearest) <= 1 + name.length / 3 ? ` (did you mean ${nearest}?)` : "";
      return {
        key: name,
        code: "UnknownSetting",
        message: `${name}: expected a setting of Pulumi.yaml, found an unknown one${hint}; remove it with: pulumi config rm ${name}`,
      };
    });

const describe = (issue: v.BaseIssue<unknown>): Problem => {
  const [setting, item] = (issue.path ?? []).map(({ key }) => String(key));
  const example = howToSet(examples[setting!] ?? `${setting} <value>`);
  const key = named(setting!, item);
  const message = `${key}: expected ${issue.message}, found ${foundIn(issue)}; ${example}`;
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

const named = (setting: string, item: string | undefined): string =>
  item === undefined ? setting : /^\d+$/.test(item) ? `${setting}[${item}]` : `${setting}.${item}`;

/** What the user wrote, also where the issue is about what became of it. */
const valueIn = ({ path, input }: v.BaseIssue<unknown>): unknown => {
  const last = path?.at(-1);
  return last?.origin === "key" ? last.key : (last?.value ?? input);
};

const isPlaceholder = (value: unknown): boolean =>
  typeof value === "string" && /00000000-0000|@example\.\w+$|^203\.0\.113\./.test(value);

const foundIn = (issue: v.BaseIssue<unknown>): string => {
  const value = valueIn(issue);
  if (value === undefined) return "nothing";
  const shown = JSON.stringify(value);
  return `${isPlaceholder(value) ? "the placeholder " : ""}${shown.length > 250 ? `${shown.slice(0, 200)}…` : shown}`;
};
