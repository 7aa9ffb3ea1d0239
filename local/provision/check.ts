import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { autoNameOf, ownName } from "./arm-path.ts";
import { guidOf } from "./guid.ts";
import { pathTo } from "./property-path.ts";
import type { Inputs, Provisioner } from "./provisioner.ts";

type CheckFailureCode =
  | "Missing"
  | "InvalidType"
  | "InvalidFormat"
  | "InvalidChoice"
  | "OutOfRange"
  | "Contradiction";

export interface CheckFailure {
  /** Pulumi's path of it: `scaleSettings.fixedScale`. */
  readonly property: string;
  readonly code: CheckFailureCode;
  /** What was expected, what was found. */
  readonly reason: string;
}

interface Declared {
  /** Pulumi's name of the resource. */
  readonly name: string;
  readonly inputs: Inputs;
  /** Inputs of the resource that is there. */
  readonly olds?: Inputs;
  /** What random names end with, at least eight hexadecimal digits; at random if there are none. */
  readonly digits?: string;
}

/** In a preview this stands for what is not known before `up`. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** azure-native marks inputs whose name is random so: a replacement can be created while the old one is there. */
export const randomlyNamed = "__createBeforeDelete";

/** Inputs with a name, chosen as azure-native does where the program chooses none, and what Azure would refuse in them. */
export const check = (
  { path, rules }: Provisioner,
  declared: Declared,
): { inputs: Inputs; failures: CheckFailure[] } => {
  const inputs = named(path, declared);
  const result = v.safeParse(rules, { ...noneOf(rules), ...inputs }, { abortPipeEarly: true });
  const issues = (result.issues ?? []).filter((issue) => !isUnknown(issue));
  return { inputs, failures: issues.map(failureOf) };
};

const named = (path: Provisioner["path"], { name, inputs, olds = {}, digits }: Declared): Inputs => {
  const input = ownName(path);
  if (inputs[input] !== undefined) return inputs;
  const mark = olds[randomlyNamed] === undefined ? {} : { [randomlyNamed]: olds[randomlyNamed] };
  if (olds[input] !== undefined) return { ...inputs, ...mark, [input]: olds[input] };
  const kind = autoNameOf(path);
  if (kind === "copy") return { ...inputs, [input]: name };
  const random = digits ?? randomBytes(4).toString("hex");
  const chosen = kind === "uuid" ? guidOf(`${random} ${name}`) : name + random.slice(0, 8);
  return { ...inputs, [randomlyNamed]: true, [input]: chosen };
};

/** Whether nobody can know yet: the value itself, or what it is part of. */
const isUnknown = (issue: v.BaseIssue<unknown>): boolean =>
  issue.input === unknownValue || (issue.path?.some(({ value }) => value === unknownValue) ?? false);

/** Of a key that is not there at all, an object's rule says less than the key's own rule says of `undefined`. */
const noneOf = (rules: v.GenericSchema): Inputs =>
  "entries" in rules
    ? Object.fromEntries(Object.keys(rules.entries ?? {}).map((name) => [name, undefined]))
    : {};

const failureOf = (issue: v.BaseIssue<unknown>): CheckFailure => {
  const path = issue.path ?? [];
  const found = path.at(-1)?.value;
  // An object's own rule speaks of a key that is not there; and valibot's own messages begin so, where a rule has none.
  const isUntold =
    (found === undefined && issue.expected?.startsWith('"')) || issue.message.startsWith("Invalid ");
  return {
    property: path.reduce((parent, { key }) => pathTo(parent, key as string | number), ""),
    code: codeOf(issue, found),
    reason: `expected ${isUntold ? "a value" : issue.message}, found ${foundIn(found)}`,
  };
};

const codeOf = ({ kind, type }: v.BaseIssue<unknown>, found: unknown): CheckFailureCode => {
  if (type === "check") return "Contradiction";
  if (found === undefined) return "Missing";
  return codesByIssueType[type] ?? (kind === "schema" ? "InvalidType" : "OutOfRange");
};

const codesByIssueType: Readonly<Record<string, CheckFailureCode>> = {
  regex: "InvalidFormat",
  picklist: "InvalidChoice",
};

const foundIn = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return String(value);
};
