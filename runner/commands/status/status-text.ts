import stringWidth from "string-width";
import { describeNodes } from "../../job/node-words.ts";
import { briefCauses, type FailureGroup } from "../../results/digest.ts";
import { plural } from "../../text/amounts.ts";
import { padEnd } from "../../text/columns.ts";
import { formatElapsed } from "../../text/duration.ts";
import type { FollowUp } from "../../ui/follow-up.ts";
import { stateWords } from "../../ui/words.ts";
import type { RunStatus } from "./look-at-run.ts";
import type { Paint } from "./run-list.ts";
import type { RunState } from "./run-state.ts";

interface StatusTextOptions {
  readonly now: Date;
  readonly paint: Paint;
  readonly followUp: FollowUp;
}

/** Groups of failures that a reader takes in. */
const mostGroups = 5;

/** Where a run is, for people, and what they may do next. */
export const statusText = (found: RunStatus, { now, paint, followUp }: StatusTextOptions): string => {
  const { jobId, state, counts, createdAt, poolId, nodes, waiting } = found;
  const age = formatElapsed(now.getTime() - Date.parse(createdAt));
  const lines = [
    `${jobId}: ${paint(state, state)}, begun ${age} ago on pool ${poolId}`,
    stateWords({ counts }),
  ];
  if (waiting !== undefined) lines.push(`waiting: ${waiting}`);
  else if (nodes !== undefined) lines.push(`nodes: ${describeNodes(nodes)}`);
  if (found.planMissing) lines.push(...planMissingLines(found));
  if (found.runningTasks.length > 0) lines.push("", ...runningLines(found, now));
  if (found.failures.length > 0) lines.push("", ...failureText(found.failures));
  return [...lines, "", ...nextLines(found, followUp)].join("\n");
};

const planMissingLines = ({ jobId }: RunStatus): string[] => [
  "The plan of this run is missing from storage, so it can't be resumed or downloaded.",
  `Outputs that its tasks uploaded are in the output container, below ${jobId}/.`,
];

const runningLines = ({ runningTasks, counts }: RunStatus, now: Date): string[] => {
  const width = Math.max(...runningTasks.map(({ id }) => stringWidth(id)));
  const lines = runningTasks.map(({ id, startTime }) => {
    const runs = startTime === undefined ? "" : `  for ${formatElapsed(now.getTime() - startTime.getTime())}`;
    return `  ${padEnd(id, width)}${runs}`;
  });
  const more = counts.running - runningTasks.length;
  return ["Running:", ...lines, ...(more > 0 ? [`  and ${more} more`] : [])];
};

/** The causes of failures that a reader takes in. */
export const failureText = (groups: readonly FailureGroup[]): string[] => [
  ...groups.slice(0, mostGroups).flatMap(failureLines),
  ...briefCauses(groups.slice(mostGroups)),
];

/** Why tasks failed, in two lines: the cause has the line of stderr that says most. */
const failureLines = ({ count, cause, sample }: FailureGroup): string[] => [
  `${plural(count, "task")} failed: ${cause}`,
  `  ${count > 1 ? "one of them" : "task"}: ${sample.taskId}`,
];

const nextLines = ({ jobId, state, counts, planMissing }: RunStatus, followUp: FollowUp): string[] => {
  const hints = nextByState[state].filter(([, command]) => !planMissing || !needsPlan.has(command));
  if (planMissing) return hintLines(hints, { jobId, followUp });
  if (counts.failed > 0) hints.push(["why tasks failed", "logs"]);
  if (counts.failed > 0 && ["failed", "running", "waiting", "cancelled", "timed out"].includes(state))
    hints.push(["failed tasks again", "retry"]);
  return hintLines(hints, { jobId, followUp });
};

const needsPlan: ReadonlySet<string> = new Set(["submit", "watch", "download"]);

const hintLines = (
  hints: readonly Hint[],
  { jobId, followUp }: { readonly jobId: string; readonly followUp: FollowUp },
): string[] => {
  const width = Math.max(...hints.map(([what]) => what.length));
  return hints.map(
    ([what, command, ...words]) => `${what.padEnd(width)}  ${followUp(command, ...words, jobId)}`,
  );
};

type Hint = readonly [what: string, command: string, ...words: string[]];

const goesOn: readonly Hint[] = [
  ["until it ends", "watch"],
  ["results", "submit", "--resume"],
  ["cancel", "cancel"],
];
const isOver: readonly Hint[] = [
  ["results", "download"],
  ["remove", "clean"],
];

const nextByState: Readonly<Record<RunState, readonly Hint[]>> = {
  unreadable: [],
  "not begun": [
    ["begin", "submit", "--resume"],
    ["remove", "clean"],
  ],
  "half begun": [
    ["begin the rest", "submit", "--resume"],
    ["cancel", "cancel"],
  ],
  waiting: goesOn,
  running: goesOn,
  ended: [["results", "submit", "--resume"], ...isOver.slice(1)],
  cancelled: isOver,
  "timed out": isOver,
  succeeded: isOver,
  failed: isOver,
};
