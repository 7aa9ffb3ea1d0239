export const problemCodes = [
  /** A required value isn't set. */
  "Missing",
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
  /** A setting, with the index or name of an item (`packages[1]`) or a namespace (`azure-native:subscriptionId`); `stack` or `quota`. */
  readonly key: string;
  /** Stable across versions, unlike the message. */
  readonly code: ProblemCode;
  /** One line: `<key>: expected X, got Y`, then a hint in the imperative. */
  readonly message: string;
}

export const messagesOf = (problems: readonly Problem[]): string[] => problems.map(({ message }) => message);
