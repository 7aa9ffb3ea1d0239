import type { BatchServiceModels as Models } from "@azure/batch";
import type { Clients } from "../../azure/clients.ts";
import type { Clock } from "../../clock.ts";
import { isLiveJob } from "../../job/run-metadata.ts";
import { runsPrefix } from "../../storage/blob-names.ts";

/** Beginnings of records to keep. Each has at most 128 KB. */
const mostKept = 120;

/** Another command may check a finished run again and write a new report. */
const keptMs = 60_000;

interface Kept {
  readonly content: Buffer;
  readonly atMs: number;
}

/**
 * Returns clients that keep the beginnings of records for a minute, except of runs whose jobs are live: a report of those may be removed.
 * Pages that list runs then read only the records that may have changed.
 */
export const withRecordCache = <C extends Clients>(clients: C, clock: Clock): C => {
  const { application, batch } = clients;
  const live = new Set<string>();
  const kept = new Map<string, Kept>();
  const see = (job: Models.CloudJob): void => {
    if (job.id === undefined) return;
    if (isLiveJob(job)) live.add(job.id);
    else live.delete(job.id);
  };
  const isFresh = ({ atMs }: Kept): boolean => clock.monotonicMs() - atMs < keptMs;
  const keep = (blobName: string, content: Buffer): void => {
    kept.delete(blobName);
    kept.set(blobName, { content, atMs: clock.monotonicMs() });
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  };
  return {
    ...clients,
    application: {
      ...application,
      read: async (blobName, range) => {
        const found = kept.get(blobName);
        const isLive = live.has(blobName.slice(runsPrefix.length).split("/", 1)[0] ?? "");
        if (range !== undefined && found !== undefined && isFresh(found) && !isLive) return found.content;
        const content = await application.read(blobName, range);
        if (range !== undefined && content !== undefined && blobName.startsWith(runsPrefix))
          keep(blobName, content);
        return content;
      },
    },
    batch: {
      ...batch,
      listJobs: async function* () {
        for await (const job of batch.listJobs()) {
          see(job);
          yield job;
        }
      },
      getJob: async (jobId) => {
        const job = await batch.getJob(jobId);
        if (job !== undefined) see(job);
        return job;
      },
    },
  };
};
