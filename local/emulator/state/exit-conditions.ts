import type { Job } from "./resource-types.ts";
import type { ExitConditions, ExitOptions } from "./task-types.ts";

/** How a task ended, as far as its exit conditions look at it. */
export type Exit =
  | { readonly kind: "exitCode"; readonly exitCode: number }
  | { readonly kind: "preProcessingError" }
  | { readonly kind: "fileUploadError"; readonly exitCode?: number }
  /** A user ended it: no exit condition is for that but the default. */
  | { readonly kind: "ended" };

export interface ExitActions {
  readonly jobAction: "none" | "disable" | "terminate";
  /** Whether tasks that depend on it may start. */
  readonly satisfies: boolean;
}

/** What the end of a task means for its job and for those that depend on it (Swagger, ExitConditions and ExitOptions). Pure. */
export const exitActions = (
  exit: Exit,
  { exitConditions, onTaskFailure }: { exitConditions?: ExitConditions; onTaskFailure: Job["onTaskFailure"] },
): ExitActions => {
  const succeeded = exit.kind === "exitCode" && exit.exitCode === 0;
  const options = optionsFor(exit, exitConditions ?? {});
  const jobAction = options?.jobAction ?? (succeeded || exit.kind === "ended" ? "none" : "terminate");
  return {
    jobAction: onTaskFailure === "performexitoptionsjobaction" ? jobAction : "none",
    satisfies: (options?.dependencyAction ?? (succeeded ? "satisfy" : "block")) === "satisfy",
  };
};

const optionsFor = (exit: Exit, conditions: ExitConditions): ExitOptions | undefined => {
  switch (exit.kind) {
    case "exitCode":
      return listed(exit.exitCode, conditions) ?? (exit.exitCode === 0 ? undefined : conditions.default);
    case "preProcessingError":
      return conditions.preProcessingError ?? conditions.default;
    case "fileUploadError":
      // "If the Task exited with an exit code that was specified via exitCodes or exitCodeRanges, and then encountered a
      // file upload error, then the action specified by the exit code takes precedence." (Swagger, fileUploadError)
      return listed(exit.exitCode, conditions) ?? conditions.fileUploadError ?? conditions.default;
    case "ended":
      return conditions.default;
  }
};

const listed = (
  exitCode: number | undefined,
  { exitCodes = [], exitCodeRanges = [] }: ExitConditions,
): ExitOptions | undefined => {
  if (exitCode === undefined) return undefined;
  const exact = exitCodes.find(({ code }) => code === exitCode);
  const range = exitCodeRanges.find(({ start, end }) => start <= exitCode && exitCode <= end);
  return (exact ?? range)?.exitOptions;
};

/** All options that a task's exit conditions name. */
export const allExitOptions = (conditions: ExitConditions = {}): ExitOptions[] =>
  [
    ...[...(conditions.exitCodes ?? []), ...(conditions.exitCodeRanges ?? [])].map(
      (each) => each.exitOptions,
    ),
    conditions.preProcessingError,
    conditions.fileUploadError,
    conditions.default,
  ].filter((options) => options !== undefined);
