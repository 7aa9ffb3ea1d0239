import { quote } from "shlex";
import { alignColumns } from "../text/align-columns.ts";
import type { FollowUp } from "./follow-up.ts";

/** The part of a run's plan that submits its work again. */
interface Submitted {
  readonly workload: string;
  /** Absent in plans of earlier versions. */
  readonly again?: readonly string[] | undefined;
}

/** Returns the command that submits the work of a run again, with its inputs and task arguments. */
export const submitAgain = ({ workload, again = [] }: Submitted, followUp: FollowUp): string => {
  const [command = "submit", ...words] = again.length > 0 ? again : ["submit", workload];
  return followUp(command, ...words.map((word) => (word === "…" ? word : quote(word))));
};

interface FailedRun extends Submitted {
  readonly jobId: string;
}

/** A command, and the user's reason to run it. */
export type NextCommand = readonly [purpose: string, command: string];

/** Returns the commands that users need after tasks have failed. */
export const afterFailure = (run: FailedRun, followUp: FollowUp): NextCommand[] => [
  ["Show errors:", followUp("logs", run.jobId)],
  ["Fix and submit:", submitAgain(run, followUp)],
  ["Retry as is:", followUp("retry", run.jobId)],
];

export const commandLines = (commands: readonly NextCommand[]): string[] => alignColumns(commands);
