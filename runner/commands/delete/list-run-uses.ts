import type { BatchServiceModels as Models } from "@azure/batch";
import pMap, { pMapSkip } from "p-map";
import type { Clients } from "../../azure/clients.ts";
import { RunnerError } from "../../errors.ts";
import { isLiveJob, runMetadata } from "../../job/run-metadata.ts";
import { cachedTasks, type Manifest } from "../../manifest/manifest.ts";
import { readManifest } from "../../results/run-record.ts";
import { taskFolder } from "../../storage/blob-names.ts";
import { listRuns } from "../../storage/list-runs.ts";
import type { RunUse } from "./plan-deletion.ts";

/** A younger plan without a job counts as a submit in progress. */
const onItsWayMs = 24 * 3_600_000;

/** Manifests read at a time: each may have 100,000 tasks. */
const concurrency = 4;

/** Returns every run of the environment with the blobs that it uses. */
export const listRunUses = async (
  { application, batch }: Pick<Clients, "application" | "batch">,
  now: Date,
  onRead: (runs: number) => void = () => {},
): Promise<RunUse[]> => {
  const jobs = new Map<string, Models.CloudJob>();
  for await (const job of batch.listJobs()) if (job.state !== "deleting") jobs.set(job.id ?? "", job);
  const known = new Set<string>();
  const planned = await pMap(
    listRuns(application),
    async ({ jobId, createdAt, finishedAt }) => {
      known.add(jobId);
      const job = jobs.get(jobId);
      const manifest = await readManifest({ application, jobId }).catch(withoutManifest);
      onRead(known.size);
      if (manifest === "gone") return pMapSkip;
      const { workload = "?", codeSha256 = "" } = manifest ?? {};
      const isYoung = now.getTime() - createdAt.getTime() < onItsWayMs;
      return {
        ...{ jobId, workload, codeSha256, createdAt },
        isLive: job !== undefined && isLiveJob(job),
        isOnItsWay: job === undefined && finishedAt === undefined && isYoung,
        hasJob: job !== undefined,
        isReadable: manifest !== undefined,
        taskCount: manifest?.tasks.length ?? 0,
        inputs: inputsOf(manifest),
        takenOver: new Set(
          manifest && cachedTasks(manifest).map(([task, from]) => taskFolder({ jobId: from }, task)),
        ),
      };
    },
    { concurrency },
  );
  const others = [...jobs].filter(([jobId]) => !known.has(jobId));
  return [...planned, ...others.flatMap(([jobId, job]) => useOfJob(jobId, job))];
};

/** Returns a run whose plan storage has lost. While its job is live, its tasks use unknown inputs. */
const useOfJob = (jobId: string, job: Models.CloudJob): RunUse[] => {
  const run = runMetadata(job);
  if (run === undefined) return [];
  const { workload, codeSha256, createdAt } = run;
  const isLive = isLiveJob(job);
  const base = { jobId, workload, codeSha256, createdAt, isLive, isReadable: !isLive, hasJob: true };
  return [{ ...base, isOnItsWay: false, taskCount: 0, inputs: new Set(), takenOver: new Set() }];
};

/** Returns the hashes of a run's inputs, shared files and packages. */
const inputsOf = ({ files = [], packages, tasks = [] }: Partial<Manifest> = {}): Set<string> => {
  const shared = [...files, ...(packages === undefined ? [] : [...packages.wheels, packages.uv])];
  const inputs = new Set(shared.map(({ sha256 }) => sha256));
  for (const task of tasks) for (const { sha256 } of task.inputs) inputs.add(sha256);
  return inputs;
};

/** Returns undefined for a manifest of another version, `gone` for one that was removed after it was listed. */
const withoutManifest = (error: unknown): "gone" | undefined => {
  if (error instanceof RunnerError && error.kind === "environment") return undefined;
  if (error instanceof RunnerError && error.kind === "usage") return "gone";
  throw error;
};
