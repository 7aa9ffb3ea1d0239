import type { BlobContainer } from "../azure/blob-container.ts";
import { usageFile } from "../manifest/reserved-names.ts";
import type { TaskUsage } from "./task-times.ts";

/** An attempt of a task's program, in milliseconds since 1970 by the node's clock. */
interface RecordedAttempt {
  readonly startMs: number;
  /** Undefined if the task was ended during the attempt. */
  readonly endMs?: number | undefined;
  readonly exitCode?: number | undefined;
}

/** The record that a task's script writes (job/record-usage.sh). */
export interface UsageRecord {
  /** All attempts since the node started the task. */
  readonly attempts: readonly RecordedAttempt[];
  readonly usage: TaskUsage;
}

interface TaskInStorage {
  readonly output: Pick<BlobContainer, "read">;
  /** The task's folder in the output container. */
  readonly folder: string;
}

/** Reads the record of a task; undefined if storage has none, as of a task whose node was lost. */
export const readUsage = async ({ output, folder }: TaskInStorage): Promise<UsageRecord | undefined> => {
  const text = await output.read(`${folder}/${usageFile}`);
  return text && parseUsage(text.toString());
};

/** Parses a record. Ignores lines that are not understood, because the task's program can write to the file. */
export const parseUsage = (text: string): UsageRecord => {
  const attempts: RecordedAttempt[] = [];
  const facts = new Map<string, string>();
  const cpu: number[] = [];
  for (const line of text.split("\n")) {
    const [name = "", value = "", exitCode = ""] = line.split(" ");
    if (/^(memory|cores|peak)$/.test(name)) facts.set(name, value);
    if (name === "start" && isMs(value)) attempts.push({ startMs: Number(value) });
    const open = attempts.at(-1);
    if (name === "end" && isMs(value) && isCode(exitCode) && open !== undefined && open.endMs === undefined)
      attempts.splice(-1, 1, { ...open, endMs: Number(value), exitCode: Number(exitCode) });
    const seconds = cpuSeconds(line);
    if (seconds !== undefined) cpu.push(seconds);
  }
  return { attempts, usage: usageOf(facts, cpu) };
};

const isMs = (value: string): boolean => /^\d{13}$/.test(value);
const isCode = (value: string): boolean => /^\d{1,3}$/.test(value);

const usageOf = (facts: ReadonlyMap<string, string>, cpu: readonly number[]): TaskUsage => {
  const kib = (name: string): number | undefined => {
    const value = facts.get(name) ?? "";
    return /^\d{1,12}$/.test(value) && value !== "0" ? Number(value) * 1024 : undefined;
  };
  return {
    peakBytes: kib("peak"),
    cpuSeconds: cpuOfAttempts(cpu),
    nodeBytes: kib("memory"),
    nodeCores: coresIn(facts.get("cores") ?? ""),
  };
};

/** Parses a line of bash's `times`, user and system: `1m2.345s 0m0.010s`. The decimal separator depends on the locale. */
const cpuSeconds = (line: string): number | undefined => {
  const match = /^(\d+)m(\d+)[.,](\d+)s (\d+)m(\d+)[.,](\d+)s$/.exec(line);
  if (match === null) return undefined;
  const [minutes, seconds, part, systemMinutes, systemSeconds, systemPart] = match.slice(1);
  const whole = 60 * (Number(minutes) + Number(systemMinutes)) + Number(seconds) + Number(systemSeconds);
  return whole + Number(`0.${part}`) + Number(`0.${systemPart}`);
};

/**
 * Sums the CPU time of the attempts that ended. Each start and end has two lines: the script's own time, and the time of the processes
 * that it has waited for.
 */
const cpuOfAttempts = (lines: readonly number[]): number | undefined => {
  const children = lines.filter((_, index) => index % 2 === 1);
  let sum: number | undefined;
  for (let index = 1; index < children.length; index += 2)
    sum = (sum ?? 0) + Math.max(0, (children[index] ?? 0) - (children[index - 1] ?? 0));
  return sum === undefined ? undefined : Math.round(sum * 1000) / 1000;
};

/** Counts the cores of a list such as `0-3,6`. */
const coresIn = (list: string): number | undefined => {
  let count = 0;
  for (const part of list.split(",")) {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    if (first === undefined) return undefined;
    count += Math.max(0, Number(last) - Number(first) + 1);
  }
  return count;
};
