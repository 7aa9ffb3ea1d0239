/** What the runner's process ends with. README and `--help` repeat this table. */
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  environment: 3,
  timeout: 4,
  tasksFailed: 100,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The kinds of failure that are nobody's bug. */
type ErrorKind = "usage" | "environment" | "timeout" | "interrupted";

interface RunnerErrorFields {
  readonly kind: ErrorKind;
  /** One line: what was expected, what was found. */
  readonly message: string;
  /** What to do about it; may have several lines. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** The run can't be resumed. */
  readonly isFinal?: boolean | undefined;
}

/** An expected failure: the user sees its message and hint, never a stack. Any other error is a bug. */
export class RunnerError extends Error {
  override readonly name = "RunnerError";
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly isFinal: boolean;

  constructor({ kind, message, hint, cause, isFinal = false }: RunnerErrorFields) {
    super(message, { cause });
    this.kind = kind;
    this.hint = hint;
    this.isFinal = isFinal;
  }
}

export const usageError = (message: string, hint?: string): RunnerError =>
  new RunnerError({ kind: "usage", message, hint });

export const environmentError = (message: string, hint?: string): RunnerError =>
  new RunnerError({ kind: "environment", message, hint });

/** What the operating system refuses: a full disk, a folder without permission. Its message names code and path. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "code" in error && "syscall" in error;
