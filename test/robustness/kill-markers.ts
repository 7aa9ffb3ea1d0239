import { readFileSync } from "node:fs";

/** One run of a task's process, recorded by the process. Times in milliseconds since 1970. */
export interface MarkedAttempt {
  readonly began: number;
  /** Absent if it was killed before. */
  readonly ended?: number;
}

export interface Markers {
  /** By `<job>/<task>`, in the order in which they began. */
  readonly attempts: ReadonlyMap<string, readonly MarkedAttempt[]>;
  /** Process ids of the launchers that started tasks. */
  readonly launchers: ReadonlySet<number>;
  /** Process ids that tasks left behind on purpose, and when. */
  readonly leftBehind: readonly { readonly pid: number; readonly at: number }[];
}

const note = (kind: string, what: string): string =>
  `echo "${kind} $AZ_BATCH_JOB_ID/$AZ_BATCH_TASK_ID ${what} $EPOCHREALTIME" >> "$MARKERS"`;

/** A task that records its start and end in the file, and may leave a process in a separate session. */
export const markingTask = (
  file: string,
  { seconds, leaves }: { seconds: number; leaves: boolean },
): string => {
  const daemon = leaves ? `setsid sleep 600 >/dev/null 2>&1 & ${note("left", "$!")};` : "";
  const script = `MARKERS=${file}; ${note("began", "$PPID")}; ${daemon} sleep ${seconds}; ${note("ended", "$PPID")}`;
  return `/bin/bash -c '${script}'`;
};

export const readMarkers = (file: string): Markers => {
  const attempts = new Map<string, { began: number; ended?: number }[]>();
  const launchers = new Set<number>();
  const leftBehind: { pid: number; at: number }[] = [];
  for (const line of readFileSync(file, "utf8").trim().split("\n")) {
    const [kind, task = "", pid, seconds] = line.split(" ");
    const at = Number(seconds) * 1000;
    const ofTask = attempts.get(task) ?? [];
    attempts.set(task, ofTask);
    if (kind === "left") leftBehind.push({ pid: Number(pid), at });
    else launchers.add(Number(pid));
    if (kind === "began") ofTask.push({ began: at });
    const last = ofTask.at(-1);
    if (kind === "ended" && last !== undefined) last.ended = at;
  }
  return { attempts, launchers, leftBehind };
};
