import { distance } from "fastest-levenshtein";
import * as v from "valibot";
import { EmulatorError, type EmulatorErrorCode } from "../system/errors.ts";
import { FaultDeclaration, resizeErrorCodes, struckBy } from "./declaration.ts";
import { targetProblem } from "./target.ts";

interface FaultProblem {
  readonly code: EmulatorErrorCode;
  /** Name of the setting in a declaration, if the problem is one setting's. */
  readonly setting?: string;
  /** What was expected, what was found. */
  readonly expected: string;
}

/** A fault is declared in a way that can't be meant. */
export class FaultError extends EmulatorError {
  readonly setting: string | undefined;

  constructor(shown: string, { code, setting, expected }: FaultProblem) {
    super(code, `fault "${shown}": ${expected}`);
    this.setting = setting;
  }
}

/** Checks what is declared. `shown` is how its author wrote it. Throws FaultError: what was expected, what was found. */
export const readFault = (declared: unknown, shown = JSON.stringify(declared)): FaultDeclaration => {
  const read = v.safeParse(FaultDeclaration, declared);
  if (!read.success) throw new FaultError(shown, describe(read.issues[0]));
  const { fault, target } = read.output;
  const expected = target === undefined ? undefined : targetProblem(struckBy[fault], target);
  if (expected !== undefined)
    throw new FaultError(shown, {
      code: "InvalidFaultTarget",
      setting: "target",
      expected: `expected ${expected}; found "${target}"`,
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
  if (issue.input === undefined) return `expected a ${word}, as in 200ms; found none`;
  return `expected a ${word} ${range}; found ${JSON.stringify(issue.input)}`;
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

const unknownFault = (found: unknown): string => {
  const names = Object.keys(struckBy);
  const expected = `expected one of ${names.join(", ")}; found ${JSON.stringify(found)}`;
  if (typeof found !== "string") return expected;
  const near = names.find((name) => distance(name, found) <= 2);
  return near === undefined ? expected : `${expected}; did you mean ${near}?`;
};
