import type { Job } from "./resource-types.ts";
import type { ExitConditions, ExitOptions } from "./task-types.ts";

/** The end of a task, as its exit conditions distinguish it. */
export type Exit =
  | { readonly kind: "exitCode"; readonly exitCode: number }
  | { readonly kind: "preProcessingError" }
  | { readonly kind: "fileUploadError"; readonly exitCode?: number }
  /** A user terminated it. Only the default exit condition applies. */
  | { readonly kind: "ended" };

export interface ExitActions {
  readonly jobAction: "none" | "disable" | "terminate";
  /** Whether tasks that depend on it may start. */
  readonly satisfies: boolean;
}

/** Returns the effects of a task's end on its job and on tasks that depend on it (Swagger, ExitConditions and ExitOptions). */
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

/** Returns all options in a task's exit conditions. */
export const allExitOptions = (conditions: ExitConditions = {}): ExitOptions[] =>
  [
    ...[...(conditions.exitCodes ?? []), ...(conditions.exitCodeRanges ?? [])].map(
      (each) => each.exitOptions,
    ),
    conditions.preProcessingError,
    conditions.fileUploadError,
    conditions.default,
  ].filter((options) => options !== undefined);
