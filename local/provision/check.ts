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
  /** Pulumi's property path, such as `scaleSettings.fixedScale`. */
  readonly property: string;
  readonly code: CheckFailureCode;
  /** `expected X, got Y` */
  readonly reason: string;
}

interface Declared {
  /** Pulumi's name of the resource. */
  readonly name: string;
  readonly inputs: Inputs;
  /** Inputs of the existing resource. */
  readonly olds?: Inputs;
  /** At least eight hexadecimal digits for the end of generated names; random by default. */
  readonly digits?: string;
  readonly autonaming?: Autonaming;
}

/** The stack's setting `pulumi:autonaming` for a resource, as the engine resolves it. */
export interface Autonaming {
  /** `propose`: azure-native may choose another name. `disable`: the program has to set all names. */
  readonly mode: "propose" | "enforce" | "disable";
  readonly name: string;
}

/** Pulumi's placeholder in previews for values that are unknown before `up`. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** azure-native's mark of inputs with a random name: a replacement can be created before the old resource is deleted. */
export const randomlyNamed = "__createBeforeDelete";

/** Generates a missing name like azure-native, and returns the inputs with everything that Azure would refuse in them. */
export const check = (
  { path, rules }: Provisioner,
  declared: Declared,
): { inputs: Inputs; failures: CheckFailure[] } => {
  const inputs = named(path, declared);
  const result = v.safeParse(rules, { ...noneOf(rules), ...inputs }, { abortPipeEarly: true });
  const issues = (result.issues ?? []).filter((issue) => !isUnknown(issue));
  return { inputs, failures: issues.map(failureOf) };
};

/** Follows getDefaultName of pulumi-azure-native, as in provider/pkg/provider/autonaming_test.go @4ed8d3b0. */
const named = (
  path: Provisioner["path"],
  { name, inputs, olds = {}, digits, autonaming }: Declared,
): Inputs => {
  const input = ownName(path);
  if (inputs[input] !== undefined) return inputs;
  const mark = olds[randomlyNamed] === undefined ? {} : { [randomlyNamed]: olds[randomlyNamed] };
  if (olds[input] !== undefined) return { ...inputs, ...mark, [input]: olds[input] };
  if (autonaming?.mode === "disable") return inputs;
  const kind = autoNameOf(path);
  const isProposed = autonaming?.mode === "enforce" || (autonaming?.mode === "propose" && kind !== "uuid");
  if (autonaming && isProposed) return { ...inputs, [randomlyNamed]: true, [input]: autonaming.name };
  if (kind === "copy") return { ...inputs, [input]: name };
  const random = digits ?? randomBytes(4).toString("hex");
  const chosen = kind === "uuid" ? guidOf(`${random} ${name}`) : name + random.slice(0, 8);
  return { ...inputs, [randomlyNamed]: true, [input]: chosen };
};

/** Returns whether the value, or one that contains it, is unknown in a preview. */
const isUnknown = (issue: v.BaseIssue<unknown>): boolean =>
  issue.input === unknownValue || (issue.path?.some(({ value }) => value === unknownValue) ?? false);

/** Sets missing keys to undefined, because a key's rule describes the expected value better than its object's rule. */
const noneOf = (rules: v.GenericSchema): Inputs =>
  "entries" in rules
    ? Object.fromEntries(Object.keys(rules.entries ?? {}).map((name) => [name, undefined]))
    : {};

const failureOf = (issue: v.BaseIssue<unknown>): CheckFailure => {
  const path = issue.path ?? [];
  const found = path.at(-1)?.value;
  // The issue is an object's for a missing key, or has valibot's default message: neither describes the value.
  const isUndescribed =
    (found === undefined && issue.expected?.startsWith('"')) || issue.message.startsWith("Invalid ");
  return {
    property: path.reduce((parent, { key }) => pathTo(parent, key as string | number), ""),
    code: codeOf(issue, found),
    reason: `expected ${isUndescribed ? "a value" : issue.message}, got ${describeValue(found)}`,
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

const describeValue = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return String(value);
};
