import type { BlobContainer } from "../azure/blob-container.ts";
import { runsPrefix } from "./blob-names.ts";

/** A run by its id, which contains workload and time. */
export interface RunId {
  readonly jobId: string;
  /** Name of the workload, cut to `workloadLength`. */
  readonly workload: string;
  /** To the second; 1970 for an id that the runner didn't make. */
  readonly plannedAt: Date;
}

/** Characters of a workload's name in an id. */
export const workloadLength = 40;

/** Such as `top-words-20261123-101500-k3x9`. */
const pattern = /^(.+)-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[0-9a-z]{4}$/;

const parseRunId = (jobId: string): RunId => {
  const [, workload = jobId, ...numbers] = pattern.exec(jobId) ?? [];
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers.map(Number);
  return { jobId, workload, plannedAt: new Date(Date.UTC(year, month - 1, day, hour, minute, second)) };
};

/** Whether a word is a complete id as the runner makes them. */
export const isRunId = (word: string): boolean => pattern.test(word);

/** Returns the runs that have a record, the newest first; one request per 1,000 runs, whatever their size. */
export const listRunIds = async (application: Pick<BlobContainer, "listFolders">): Promise<RunId[]> => {
  const ids = await Array.fromAsync(application.listFolders(runsPrefix), parseRunId);
  return ids.sort((a, b) => b.plannedAt.getTime() - a.plannedAt.getTime());
};
