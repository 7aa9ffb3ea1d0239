export const problemCodes = [
  /** No value, where one is required. */
  "Missing",
  /** The value of an example, which the user has to replace. */
  "Placeholder",
  "InvalidFormat",
  /** Not one of the listed values. */
  "InvalidChoice",
  "OutOfRange",
  "Duplicate",
  "UnknownSetting",
  /** Doesn't fit the other settings. */
  "Contradiction",
  /** Azure no longer has it. */
  "Retired",
  /** A warning: Azure is going to retire it. */
  "Retiring",
  "OtherSubscription",
  "OtherRegion",
  "QuotaExceeded",
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** Why an environment can't be deployed, or not for long. */
export interface Problem {
  /** The setting with an item's index or name, such as `packages[1]`; `stack`, `quota` or another namespace's setting otherwise. */
  readonly key: string;
  /** Stable, unlike the message. */
  readonly code: ProblemCode;
  /** One line that begins with the key: what was expected, what was found, what to do. */
  readonly message: string;
}

export const messagesOf = (problems: readonly Problem[]): string[] => problems.map(({ message }) => message);
