import { describeNodes } from "../../job/node-words.ts";
import { isStoppedReason } from "../../manifest/max-fails.ts";
import { statusCost } from "../../results/cost-lines.ts";
import { alignColumns } from "../../text/align-columns.ts";
import { formatElapsed } from "../../text/elapsed.ts";
import type { RunState, RunStatus } from "../../ui/command-events.ts";
import { failureText } from "../../ui/failure-text.ts";
import type { FollowUp } from "../../ui/follow-up.ts";
import { afterFailure, commandLines, type NextCommand } from "../../ui/next-commands.ts";
import { slowLine } from "../../ui/time-words.ts";
import { stateWords, stoppedWords } from "../../ui/words.ts";
import type { Paint } from "../ls/run-list-text.ts";

interface StatusTextOptions {
  readonly now: Date;
  readonly paint: Paint;
  readonly followUp: FollowUp;
}

/** Returns the status of a run as text, with the commands that continue from it. */
export const statusText = (found: RunStatus, { now, paint, followUp }: StatusTextOptions): string => {
  const { jobId, state, counts, createdAt, poolId, nodes, waiting, endedBecause } = found;
  const age = formatElapsed(now.getTime() - Date.parse(createdAt));
  const lines = [
    `${jobId}: ${paint(state, state)}, planned ${age} ago, pool ${poolId}`,
    stateWords({ counts }),
  ];
  if (endedBecause !== undefined && isStoppedReason(endedBecause)) lines.push(stoppedWords(endedBecause));
  if (waiting !== undefined) lines.push(`waiting: ${waiting}`);
  else if (nodes !== undefined) lines.push(`nodes: ${describeNodes(nodes)}`);
  lines.push(...statusCost(found));
  if (found.planMissing) lines.push(...planMissingLines(found));
  if (found.runningTasks.length > 0) lines.push("", ...runningLines(found, now));
  if (found.stragglers !== undefined && found.usualMs !== undefined)
    lines.push(
      "",
      ...found.stragglers.map((task) => slowLine({ ...task, label: task.taskId }, found.usualMs ?? 0)),
    );
  if (found.failures.length > 0) lines.push("", ...failureText(found.failures));
  return [...lines, "", ...nextLines(found, followUp)].join("\n");
};

const planMissingLines = ({ jobId }: RunStatus): string[] => [
  "The plan of this run is missing from storage, so you can't resume or download it.",
  `The outputs of its tasks are in the output container, in folder ${jobId}/.`,
];

const runningLines = ({ runningTasks, counts }: RunStatus, now: Date): string[] => {
  const rows = runningTasks.map(({ id, startTime }) => [
    `  ${id}`,
    startTime === undefined ? "" : `for ${formatElapsed(now.getTime() - startTime.getTime())}`,
  ]);
  const more = counts.running - runningTasks.length;
  return ["Running:", ...alignColumns(rows), ...(more > 0 ? [`  and ${more} more`] : [])];
};

const nextLines = (found: RunStatus, followUp: FollowUp): string[] => {
  const { jobId, state, counts, planMissing } = found;
  const hints = nextByState[state].filter(({ command }) => !planMissing || !needsPlan.has(command));
  const next = hints.map(
    ({ purpose, command, flags = [] }): NextCommand => [purpose, followUp(command, ...flags, jobId)],
  );
  if (planMissing || counts.failed === 0) return commandLines(next);
  const failed = afterFailure(found, followUp).filter(
    ([, command]) => canRetry.has(state) || command !== followUp("retry", jobId),
  );
  return commandLines([...failed, ...next]);
};

const needsPlan: ReadonlySet<string> = new Set(["submit", "watch", "download"]);

const canRetry: ReadonlySet<RunState> = new Set(["failed", "running", "waiting", "cancelled", "timed out"]);

interface Hint {
  readonly purpose: string;
  readonly command: string;
  readonly flags?: readonly string[];
}

const watch: Hint = { purpose: "Watch:", command: "watch" };
const cancel: Hint = { purpose: "Cancel:", command: "cancel" };
const deleteRun: Hint = { purpose: "Delete:", command: "delete" };
const download: Hint = { purpose: "Get results:", command: "download" };
const getResults: Hint = { purpose: "Get results:", command: "submit", flags: ["--resume"] };
const start: Hint = { ...getResults, purpose: "Start:" };

const nextByState: Readonly<Record<RunState, readonly Hint[]>> = {
  unreadable: [],
  "not begun": [start, deleteRun],
  "half begun": [{ ...start, purpose: "Add the other tasks:" }, cancel],
  waiting: [watch, getResults, cancel],
  running: [watch, getResults, cancel],
  ended: [getResults],
  cancelled: [download],
  "timed out": [download],
  succeeded: [download],
  failed: [download],
};
