import { type Fix, hintOf, type Origin } from "./settings/fix.ts";

export const problemCodes = [
  /** A placeholder from an example, which the user has to replace. */
  "Placeholder",
  "InvalidFormat",
  /** Not one of the listed values. */
  "InvalidChoice",
  "OutOfRange",
  "Duplicate",
  "UnknownSetting",
  /** Contradicts another setting. */
  "Contradiction",
  /** Azure has retired the value. */
  "Retired",
  /** A warning: Azure is going to retire the value. */
  "Retiring",
  "OtherSubscription",
  "OtherRegion",
  "QuotaExceeded",
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** A reason why an environment can't be deployed, or soon can't be. */
export interface Problem {
  /**
   * A setting, with the index or name of an item (`packages[1]`) or a namespace (`azure-native:subscriptionId`); `name` for the
   * environment's name; or `quota`.
   */
  readonly key: string;
  /** Stable across versions, unlike the message. */
  readonly code: ProblemCode;
  /** One line, `<key>: expected X, got Y.`, with a hint unless there is a `fix`. */
  readonly message: string;
  readonly fix?: Fix;
}

/** Returns a line for each problem, with a hint for the place of the setting. Default: the stack's configuration. */
export const messagesOf = (
  problems: readonly Problem[],
  originOf: (setting: string) => Origin = () => "configuration",
): string[] =>
  problems.map(({ message, fix }) => (fix === undefined ? message : `${message} ${hintOf(fix, originOf)}`));
