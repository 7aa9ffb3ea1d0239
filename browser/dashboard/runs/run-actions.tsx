import type { RunView } from "../../contract/dashboard.ts";
import { count, counted } from "../../ui/format.ts";
import { actions } from "../api.ts";
import type { Action } from "../parts/action-buttons.tsx";

const activeStates: readonly string[] = ["running", "waiting", "half begun"];

/** Returns the actions that make sense in the run's state. */
export const runActions = (run: RunView): readonly Action[] => {
  const isActive = activeStates.includes(run.state);
  return [
    ...(run.counts.failed > 0 ? [retry(run, isActive)] : []),
    ...(run.counts.succeeded + run.counts.failed > 0 ? [download(run)] : []),
    ...(isActive ? [cancel(run)] : []),
  ];
};

const cancel = ({ jobId, counts }: RunView): Action => ({
  label: "Cancel…",
  busy: "Cancelling…",
  question: "Cancel this run?",
  confirm: "Cancel run",
  isDangerous: true,
  effects: (
    <>
      <p>
        Batch ends the job and{" "}
        {counts.running === 0 ? "starts no other task" : `its ${counted(counts.running, "running task")}`}.{" "}
        {counts.active > 0 && `${counted(counts.active, "waiting task")} will not run. `}
        The pool keeps its nodes.
      </p>
      <p>Results of the {counted(counts.succeeded, "succeeded task")} stay.</p>
    </>
  ),
  run: () => actions.cancel(jobId),
});

const retry = ({ jobId, counts }: RunView, isActive: boolean): Action => ({
  label: "Retry failed…",
  busy: "Starting the failed tasks again…",
  question: `Run ${counts.failed === 1 ? "the failed task" : `${count(counts.failed)} failed tasks`} again?`,
  confirm: "Run again",
  effects: (
    <p>
      {isActive
        ? "They run again in this job, with the same code and inputs."
        : "azbatch starts a new run with only these tasks, with the same code and inputs."}{" "}
      Succeeded tasks don't run again.
    </p>
  ),
  run: () => actions.retry(jobId),
});

const download = ({ jobId, counts, folder }: RunView): Action => ({
  label: "Download…",
  busy: "Downloading…",
  question: "Download the results of this run?",
  confirm: "Download",
  effects: (
    <p>
      The outputs and logs of {counted(counts.succeeded + counts.failed, "completed task")} go to{" "}
      {folder === undefined ? "the project's folder out/ on the dashboard's machine" : <code>{folder}</code>}.
      Files that are already there are skipped.
    </p>
  ),
  run: () => actions.download(jobId),
});
