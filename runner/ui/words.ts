import { describeNodes } from "../job/node-words.ts";
import { stoppedReason } from "../manifest/max-fails.ts";
import { costStoppedReason } from "../results/cost-words.ts";
import { bytes, plural, short } from "../text/amounts.ts";
import type { Removing } from "./command-events.ts";
import type { Reactivated, RunEvent } from "./events.ts";
import type { Progress } from "./progress-events.ts";
import { transferWords } from "./transfer-words.ts";

/** Returns a line about an event; undefined if displays show it differently or not at all. */
export const words = (event: RunEvent): string | undefined => {
  switch (event.event) {
    case "environment":
      return environmentWords[event.kind](event.name, event.notice);
    case "selected":
      return `${event.by === "part" ? "Run" : "Newest run"} ${event.jobId}`;
    case "planned":
      return plannedWords(event);
    case "resumed":
      return `Resumed ${event.workload}: ${plural(event.tasks, "task")}`;
    case "packages":
      return `Python ${event.python}: ${plural(event.packages, "package")} (${bytes(event.bytes)})`;
    case "uploaded":
      return uploadedWords(event);
    case "started":
      return `Job ${event.jobId} on pool ${event.poolId}`;
    case "retry":
      return `${event.reason.replace(/\.$/, "")}; retrying`;
    case "reactivated":
      return `Task ${event.taskId}: ${reasonWords(event)}; running again`;
    case "stopped":
      return `${stoppedWords(stoppedReason(event))}: running tasks are stopped, waiting ones don't run`;
    case "overspent":
      return `${stoppedWords(costStoppedReason(event))}: running tasks are stopped, waiting ones don't run`;
    case "deleted":
      return `Deleted job ${event.jobId}`;
    case "cancelled":
      return `Cancelled job ${event.jobId}: running tasks are stopped, waiting ones don't run`;
    default:
      return undefined;
  }
};

/** Returns the reason of a stop as the start of a line. */
export const stoppedWords = (reason: string): string => reason.replace(/^s/, "S");

/** Returns the progress of a step that may take minutes; undefined for other events. */
export const stepWords = (event: RunEvent): string | undefined => {
  switch (event.event) {
    case "resolving":
      return event.step === "resolving"
        ? "Choosing versions of Python packages"
        : `Downloading Python packages: ${event.done} of ${event.total}`;
    case "hashing":
      return `Reading ${plural(event.files, "input file")} (${transferWords(event)})`;
    case "uploading":
      return `Uploading ${event.done} of ${plural(event.total, "file")} (${transferWords(event)})`;
    case "downloading":
      return `Downloading: ${plural(event.files, "file")} (${transferWords(event)})`;
    case "removing":
      return removingWords[event.step](event);
    default:
      return undefined;
  }
};

const reasonWords = ({ code = "failed", message }: Reactivated): string =>
  message ? `${code}: ${message.replace(/\.$/, "")}` : code;

/** Such as `12 waiting · 4 running · 3 succeeded`, without states that no task has. */
export const stateWords = ({ counts }: Pick<Progress, "counts">): string => {
  const { active, running, succeeded, failed } = counts;
  const states = { waiting: active, running, succeeded, failed };
  const present = Object.entries(states).filter(([, count]) => count > 0);
  return present.map(([state, count]) => `${count} ${state}`).join(" · ");
};

/** Such as `12 waiting, 4 running, 3 of 19 done, 1 failed`. */
export const progressWords = ({ counts, total }: Progress): string => {
  const { active, running, succeeded, failed } = counts;
  const states = Object.entries({ waiting: active, running }).filter(([, count]) => count > 0);
  const parts = states.map(([state, count]) => `${count} ${state}`);
  parts.push(`${succeeded + failed} of ${total} done`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(", ");
};

interface Tally {
  readonly succeeded: number;
  readonly failed: number;
  /** Included in `failed`. */
  readonly notRun?: number | undefined;
}

/** Such as `3 tasks succeeded` or `3 succeeded, 1 failed, 2 never ran`. `earlier` follows the succeeded tasks. */
export const tallyWords = ({ succeeded, failed, notRun = 0 }: Tally, earlier = ""): string => {
  if (failed === 0) return `${plural(succeeded, "task")} succeeded${earlier}`;
  const parts = [`${succeeded} succeeded${earlier}`];
  if (failed > notRun) parts.push(`${failed - notRun} failed`);
  if (notRun > 0) parts.push(`${notRun} never ran`);
  return parts.join(", ");
};

/** Such as `3.3/s` or `12/min`; empty if unknown. */
export const paceWords = ({ rate }: Pick<Progress, "rate">): string[] => {
  if (rate === undefined || rate <= 0) return [];
  return [rate >= 1 ? `${short(rate)}/s` : `${short(rate * 60)}/min`];
};

/** Returns why no task runs, or the states of the nodes and why nodes are missing. Empty if nodes were not queried. */
export const nodeWords = ({ nodes, waiting, shortfall }: Progress): string[] => {
  if (waiting !== undefined) return [`waiting: ${waiting}`];
  const described = nodes === undefined ? [] : [`nodes: ${describeNodes(nodes)}`];
  return shortfall === undefined ? described : [...described, `the pool has ${shortfall}`];
};

const plannedWords = (event: Extract<RunEvent, { event: "planned" }>): string => {
  const { workload, tasks, cached, inputs, bytes: size } = event;
  const files = inputs === 0 ? "" : ` on ${plural(inputs, "file")} (${bytes(size)})`;
  const what = `${workload}: ${plural(tasks, "task")}${files}`;
  if (cached === 0) return what;
  if (cached === tasks) return `${what}, all completed by earlier runs; use --force to run them again`;
  return `${what}, ${cached} completed by earlier runs`;
};

const removingWords = {
  reading: ({ done }: Removing) => `Reading runs: ${done}`,
  listing: ({ done }: Removing) => `Listing blobs: ${done}`,
  removing: ({ done, total = done }: Removing) => `Deleted ${done} of ${plural(total, "blob")}`,
};

const environmentWords = {
  "local cloud": (_: string, notice = "To use Azure: az login && npx pulumi up") => `Local cloud. ${notice}`,
  stack: (name: string) => `Stack ${name}`,
  file: (name: string) => `Stack outputs in ${name}`,
};

const uploadedWords = ({
  sent,
  bytes: size,
  present,
}: {
  sent: number;
  bytes: number;
  present: number;
}): string | undefined => {
  if (sent + present === 0) return undefined;
  if (sent === 0)
    return present === 1 ? "1 file is already in storage" : `All ${present} files are already in storage`;
  return `Uploaded ${plural(sent, "file")} (${bytes(size)})${present > 0 ? `, ${present} already in storage` : ""}`;
};
