import { Command, Option } from "commander";
import type { RunState } from "../../ui/command-events.ts";
import type { DefineCommand } from "../define-command.ts";
import { type SharedFlags, wholeNumber, withSharedOptions } from "../shared-options.ts";
import { ls } from "./ls.ts";
import { stateColours } from "./run-list-text.ts";

export const lsCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("ls")
      .description("List the newest runs.")
      .usage("[options]")
      .option("-w, --workload <name>", "only runs of this workload")
      .addOption(
        new Option("--state <states...>", "only runs in these states").choices([...stateWords.keys()]),
      )
      .addOption(new Option("--max <number>", "number of runs to list").default("20", "20")),
  )
    .addHelpText("after", help)
    .action(({ max, state, ...flags }: LsFlags) => {
      const states = state?.flatMap((word) => stateWords.get(word) ?? []);
      return run(ls({ ...flags, states, most: wholeNumber(max, { flag: "--max", from: 1 }) }, context));
    });

interface LsFlags extends SharedFlags {
  readonly workload?: string;
  readonly state?: readonly string[];
  readonly max: string;
}

const isState = (word: string): word is RunState => Object.hasOwn(stateColours, word);

/** States by their words in a shell, such as `timed-out`. */
const stateWords = new Map(
  Object.keys(stateColours)
    .filter(isState)
    .map((state) => [state.replace(" ", "-"), state]),
);

const help = `
States:
  not begun   the plan is stored, but submit stopped before it created the job
  half begun  submit stopped before it added all tasks
  waiting     no task runs; status shows the reason
  running     tasks run
  ended       all tasks are done; resume the run to check and get its results
  cancelled, timed out, succeeded, failed
  unreadable  another version of the runner wrote the record

Examples:
  List the newest runs, and show one by the last letters of its id:
    npx azbatch ls
    npx azbatch status k3x9
  List failed runs of a workload:
    npx azbatch ls --workload top-words --state failed timed-out
  Get the ids of failed runs in a script:
    npx azbatch ls --state failed --json | jq -r 'select(.jobId).jobId'
`;
