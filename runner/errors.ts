import type { ErrorCode } from "./error-codes.ts";

/** Exit codes of the runner. README and `--help` repeat this table. */
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

/** Kinds of expected failures, by exit code. */
type ErrorKind = "usage" | "environment" | "timeout" | "interrupted";

type RunnerErrorFields = CommonFields & (OwnCode | CodeOfCause);

interface CommonFields {
  readonly kind: ErrorKind;
  /** One line: `<subject>: expected X, got Y`. */
  readonly message: string;
  /** Instructions for the user, in one or more lines. */
  readonly hint?: string | undefined;
  /** The run can't be resumed. */
  readonly isFinal?: boolean | undefined;
}

interface OwnCode {
  readonly code: ErrorCode;
  readonly cause?: unknown;
}

/** For an error that adds a hint to another one and keeps its code. */
interface CodeOfCause {
  readonly code?: never;
  readonly cause: Error & { readonly code?: string | undefined };
}

/** An expected failure: the user sees its message and hint, never a stack. Any other error is a bug. */
export class RunnerError extends Error {
  override readonly name = "RunnerError";
  readonly kind: ErrorKind;
  /** Stable name of the failure, such as `UnknownWorkload`; the wording may change, the code doesn't. */
  readonly code: string;
  readonly hint: string | undefined;
  readonly isFinal: boolean;

  constructor(fields: RunnerErrorFields) {
    const { kind, message, hint, isFinal = false } = fields;
    super(message, { cause: fields.cause });
    this.kind = kind;
    this.code = fields.code ?? fields.cause.code ?? "Unknown";
    this.hint = hint;
    this.isFinal = isFinal;
  }
}

export const usageError = (code: ErrorCode, message: string, hint?: string): RunnerError =>
  new RunnerError({ kind: "usage", code, message, hint });

export const environmentError = (code: ErrorCode, message: string, hint?: string): RunnerError =>
  new RunnerError({ kind: "environment", code, message, hint });

/** Errors of the operating system, such as a full disk or a missing permission. The message names code and path. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "code" in error && "syscall" in error;
