import { ServiceError } from "../batch/service-error.ts";
import { isSystemError, RunnerError } from "../errors.ts";

/** What to tell a user whose run is cut short by the error: that the job goes on, and how to come back to it. */
export const withWayBack = (
  error: unknown,
  { signal, resume }: { signal: AbortSignal; resume: string },
): unknown => {
  const wayBack = `The job goes on. To come back to it: ${resume}`;
  if (signal.aborted) {
    return new RunnerError({ kind: "interrupted", message: "Interrupted", hint: wayBack, cause: error });
  }
  if (error instanceof ServiceError && error.isTransient) {
    const message = `${error.code}: ${error.message}`;
    return new RunnerError({ kind: "environment", message, hint: wayBack, cause: error });
  }
  if (isSystemError(error)) {
    return new RunnerError({ kind: "environment", message: error.message, hint: wayBack, cause: error });
  }
  if (!(error instanceof RunnerError) || error.kind === "usage" || error.isFinal) return error;
  const { kind, message, hint } = error;
  return new RunnerError({ kind, message, hint: [hint, wayBack].filter(Boolean).join("\n"), cause: error });
};
