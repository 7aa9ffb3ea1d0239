import { describeNodes } from "../job/node-words.ts";
import { bytes, plural } from "../text/amounts.ts";
import type { Cleaning, Progress, Reactivated, RunEvent } from "./events.ts";
import type { Pace } from "./pace.ts";

/** What an event is to people; undefined where a display has its own way. */
export const words = (event: RunEvent): string | undefined => {
  switch (event.event) {
    case "environment":
      return environmentWords[event.kind](event.name);
    case "planned":
      return plannedWords(event);
    case "resumed":
      return `${event.workload}: back to ${plural(event.tasks, "task")}`;
    case "uploaded":
      return uploadedWords(event);
    case "started":
      return `Job ${event.jobId} on pool ${event.poolId}`;
    case "retry":
      return `${event.reason.replace(/\.$/, "")}; trying again`;
    case "reactivated":
      return `Task ${event.taskId}: ${reasonWords(event)}; running it again`;
    case "deleted":
      return `Deleted job ${event.jobId}`;
    case "cancelled":
      return `Cancelled job ${event.jobId}: running tasks are ended, waiting ones never run`;
    default:
      return undefined;
  }
};

/** How far a step is that may take minutes; undefined for other events. */
export const stepWords = (event: RunEvent): string | undefined => {
  switch (event.event) {
    case "uploading":
      return `uploading: ${event.done} of ${event.total}`;
    case "downloading":
      return `fetched ${plural(event.files, "file")} (${bytes(event.bytes)})`;
    case "cleaning":
      return cleaningWords[event.step](event);
    default:
      return undefined;
  }
};

const reasonWords = ({ code = "it failed", message }: Reactivated): string =>
  message ? `${code}: ${message.replace(/\.$/, "")}` : code;

/** `12 waiting · 4 running · 3 succeeded`, without the states that have no task. */
export const stateWords = ({ counts }: Pick<Progress, "counts">): string => {
  const { active, running, succeeded, failed } = counts;
  const states = { waiting: active, running, succeeded, failed };
  const present = Object.entries(states).filter(([, count]) => count > 0);
  return present.map(([state, count]) => `${count} ${state}`).join(" · ");
};

/** `12 waiting, 4 running, 3 of 19 done, 1 failed`. */
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
  /** Among the failed. */
  readonly notRun?: number | undefined;
}

/** `3 tasks succeeded`, or `3 succeeded, 1 failed, 2 never ran`. `earlier` follows the succeeded. */
export const tallyWords = ({ succeeded, failed, notRun = 0 }: Tally, earlier = ""): string => {
  if (failed === 0) return `${plural(succeeded, "task")} succeeded${earlier}`;
  const parts = [`${succeeded} succeeded${earlier}`];
  if (failed > notRun) parts.push(`${failed - notRun} failed`);
  if (notRun > 0) parts.push(`${notRun} never ran`);
  return parts.join(", ");
};

/** `3.3/s` or `12/min`, as far as it is known. */
export const paceWords = ({ rate }: Pace): string[] => {
  if (rate === undefined || rate <= 0) return [];
  return [rate >= 1 ? `${short(rate)}/s` : `${short(rate * 60)}/min`];
};

const short = (number: number): string => (number < 9.95 ? number.toFixed(1) : number.toFixed(0));

/** Why nothing runs, or what the nodes do and why there are not more; nothing when they were not looked at. */
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
  if (cached === tasks) return `${what}, done by earlier runs: nothing has to run (--force runs all)`;
  return `${what}, ${cached} of them done by earlier runs`;
};

const cleaningWords = {
  reading: ({ done }: Cleaning) => `reading runs: ${done}`,
  listing: ({ done }: Cleaning) => `listing blobs: ${done}`,
  removing: ({ done, total = done }: Cleaning) => `removed ${done} of ${plural(total, "blob")}`,
};

const environmentWords = {
  "local cloud": () => "Local cloud; for Azure: az login && npx pulumi up",
  stack: (name: string) => `Stack ${name}`,
  file: (name: string) => `Stack outputs of ${name}`,
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
    return present === 1 ? "The file is already in storage" : `All ${present} files are already in storage`;
  return `Uploaded ${plural(sent, "file")} (${bytes(size)})${present > 0 ? `, ${present} already in storage` : ""}`;
};
