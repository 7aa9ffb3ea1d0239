import { distance } from "fastest-levenshtein";
import * as v from "valibot";
import { EmulatorError, type EmulatorErrorCode } from "../system/errors.ts";
import { eventOf, FaultDeclaration, faultNames, resizeErrorCodes } from "./fault-kinds.ts";
import { targetProblem } from "./target.ts";

interface FaultProblem {
  readonly code: EmulatorErrorCode;
  /** Name of the invalid setting, if one is. */
  readonly setting?: string;
  /** `expected X; got Y` */
  readonly expected: string;
}

/** Thrown for an invalid declaration of a fault. */
export class FaultError extends EmulatorError {
  readonly setting: string | undefined;

  constructor(shown: string, { code, setting, expected }: FaultProblem) {
    super(code, `fault "${shown}": ${expected}`);
    this.setting = setting;
  }
}

/**
 * Parses a declaration. `shown` is its text in messages.
 *
 * @throws FaultError
 */
export const readFault = (declared: unknown, shown = JSON.stringify(declared)): FaultDeclaration => {
  const read = v.safeParse(FaultDeclaration, declared);
  if (!read.success) throw new FaultError(shown, describe(read.issues[0]));
  const { fault, target } = read.output;
  const expected = target === undefined ? undefined : targetProblem(eventOf(fault), target);
  if (expected !== undefined)
    throw new FaultError(shown, {
      code: "InvalidFaultTarget",
      setting: "target",
      expected: `expected ${expected}; got "${target}"`,
    });
  return read.output;
};

const describe = (issue: v.BaseIssue<unknown>): FaultProblem => {
  const setting = v.getDotPath(issue) ?? "";
  if (setting === "fault" || setting === "")
    return { code: "UnknownFault", expected: unknownFault(issue.input) };
  const code =
    issue.expected === "never"
      ? "UnsupportedFaultSetting"
      : issue.input === undefined
        ? "MissingFaultSetting"
        : "InvalidFaultSetting";
  return { code, setting, expected: expectedOf(setting, issue) };
};

const expectedOf = (name: string, issue: v.BaseIssue<unknown>): string => {
  const { word, range } = settings[name] ?? { word: name, range: "" };
  if (issue.expected === "never") return `expected no ${word}, which this fault does not take; leave it out`;
  if (issue.input === undefined) return `expected a ${word}, as in 200ms; got none`;
  return `expected a ${word} ${range}; got ${asOption(name, issue.input)}`;
};

/** A setting's value as on the command line. */
const asOption = (name: string, value: unknown): string => {
  if (typeof value !== "number") return JSON.stringify(value);
  if (name === "chance") return `${Number((value * 100).toPrecision(12))}%`;
  return /ms$/i.test(name) ? `${value}ms` : String(value);
};

const settings: Readonly<Record<string, { word: string; range: string }>> = {
  target: { word: "target", range: "after @" },
  chance: { word: "chance", range: "above 0% and up to 100%" },
  every: { word: "number every=", range: "of 1 or more" },
  after: { word: "number after=", range: "of 0 or more" },
  count: { word: "count", range: "of 1 or more" },
  ms: { word: "time", range: "of at most 60m" },
  jitterMs: { word: "spread of the time", range: "of at most 60m" },
  backMs: { word: "time back=", range: "of at most 60m" },
  retryAfterSeconds: { word: "number retry-after=", range: "of 0 or more" },
  exitCode: { word: "number exit=", range: "from 1 to 255" },
  code: { word: "code", range: `of ${resizeErrorCodes.join(", ")}` },
};

const unknownFault = (got: unknown): string => {
  const expected = `expected one of ${faultNames.join(", ")}; got ${JSON.stringify(got)}`;
  if (typeof got !== "string") return expected;
  const near = faultNames.find((name) => distance(name, got) <= 2);
  return near === undefined ? expected : `${expected}; did you mean ${near}?`;
};
