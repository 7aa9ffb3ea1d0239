import assert from "node:assert/strict";
import type { ErrorCode } from "../../runner/error-codes.ts";
import { RunnerError } from "../../runner/errors.ts";

/**
 * For `assert.throws` and `assert.rejects`: checks that the error is a usage error with this code, and that its message
 * or hint contains each of the values, not as a part of a longer word. The wording is in the snapshots.
 */
export const isUsageError = (code: ErrorCode, ...values: readonly string[]) =>
  isRunnerError("usage", code, values);

/** The same for an environment error. */
export const isEnvironmentError = (code: ErrorCode, ...values: readonly string[]) =>
  isRunnerError("environment", code, values);

const isRunnerError =
  (kind: RunnerError["kind"], code: ErrorCode, values: readonly string[]) =>
  (error: unknown): true => {
    if (!(error instanceof RunnerError)) assert.fail(error instanceof Error ? error : String(error));
    assert.deepEqual([error.kind, error.code], [kind, code], error.message);
    const text = `${error.message}\n${error.hint ?? ""}`;
    for (const value of values) assert.match(text, wholeValue(value));
    return true;
  };

const wholeValue = (value: string): RegExp => {
  const before = /^\w/.test(value) ? "(?<!\\w)" : "";
  const after = /\w$/.test(value) ? "(?!\\w)" : "";
  return new RegExp(before + value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + after, "u");
};
