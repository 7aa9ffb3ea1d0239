import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { coresOf } from "./vm-size.ts";

const integer = (expected: string, { from, to }: { from: number; to: number }) =>
  v.pipe(
    v.string(expected),
    v.regex(/^-?\d+$/, expected),
    v.transform(Number),
    v.minValue(from, expected),
    v.maxValue(to, expected),
  );

const text = (expected: string, pattern: RegExp) => v.pipe(v.string(expected), v.regex(pattern, expected));

/** One entry for each key under `config` in Pulumi.yaml, where its type, its default and its description are. */
const Schema = v.object({
  location: text("an Azure region such as westeurope", /^[a-z][a-z0-9]+$/),
  vmSize: text("an Azure VM size such as Standard_D2s_v5", /^[A-Z][A-Za-z]*_[A-Za-z0-9_-]+$/),
  nodeCount: integer("a whole number from 0 to 1000", { from: 0, to: 1000 }),
  taskSlotsPerNode: integer("a whole number from 1 to 256", { from: 1, to: 256 }),
});

export type Settings = v.InferOutput<typeof Schema>;

/** Settings of the selected stack. Throws one error with a line for every problem, before anything is declared. */
export const readSettings = (): Settings => {
  const config = new pulumi.Config();
  const found = Object.fromEntries(settingNames.map((name) => [name, config.get(name)]));
  const result = parseSettings(found);
  if (result.settings) return result.settings;
  // RunError: the CLI prints the message and no stack trace.
  throw new pulumi.RunError(["The settings of this stack do not fit:", ...result.problems].join("\n  "));
};

export const settingNames = Object.keys(Schema.entries) as (keyof Settings)[];

/** Pure. Values as Pulumi gives them, which are strings; `undefined` is a setting with no value and no default. */
export const parseSettings = (
  found: Readonly<Record<string, string | undefined>>,
): { settings: Settings; problems?: never } | { settings?: never; problems: string[] } => {
  const result = v.safeParse(Schema, found, { abortPipeEarly: true });
  const problems = result.success ? impossible(result.output) : result.issues.map(describe);
  return problems.length > 0 || !result.success ? { problems } : { settings: result.output };
};

/** Values which are right one by one and wrong together. */
const impossible = ({ vmSize, taskSlotsPerNode }: Settings): string[] => {
  const cores = coresOf(vmSize);
  // https://learn.microsoft.com/azure/batch/batch-quota-limit: 4 tasks a core
  if (cores === undefined || taskSlotsPerNode <= 4 * cores) return [];
  return [
    `taskSlotsPerNode: expected at most ${4 * cores} (4 for each of the ${cores} cores of ${vmSize}), ` +
      `found ${taskSlotsPerNode}; ${howToSet("taskSlotsPerNode", String(4 * cores))}`,
  ];
};

const describe = (issue: v.BaseIssue<unknown>): string => {
  const name = v.getDotPath(issue) ?? "settings";
  const found = nested(issue) === undefined ? "nothing" : JSON.stringify(nested(issue));
  return `${name}: expected ${issue.message}, found ${found}; ${howToSet(name, examples[name as keyof Settings])}`;
};

const examples: Record<keyof Settings, string> = {
  location: "westeurope",
  vmSize: "Standard_D2s_v5",
  nodeCount: "2",
  taskSlotsPerNode: "2",
};

/** What the user wrote, also where the issue is about what became of it. */
const nested = (issue: v.BaseIssue<unknown>): unknown => issue.path?.at(-1)?.value ?? issue.input;

const howToSet = (name: string, value: string): string => `set it with: pulumi config set ${name} ${value}`;
