import assert from "node:assert/strict";
import type { BatchServiceModels as Models } from "@azure/batch";
import { connectClients } from "../../../runner/azure/clients.ts";
import { type StartJob, startJob } from "../../../runner/job/start-job.ts";
import type { Manifest } from "../../../runner/manifest/manifest.ts";
import { fakeClock, manifestOf, quietPolicy } from "../fakes.ts";
import { keysOutputs } from "../outputs.ts";

const manifest = { ...manifestOf(2), maxWallClockTimeMs: 48 * 3_600_000 };

/** Starts the run's job on a service that has this job. Returns the stored blobs, the number of requests and when their SAS expire. */
const start = async (job: Models.CloudJob | undefined, run: Manifest = manifest) => {
  const clock = fakeClock("2026-11-23T10:00:00Z");
  const { nodeAccess } = connectClients(keysOutputs(), quietPolicy(clock));
  const sent: unknown[] = [];
  const batch: StartJob["batch"] = {
    getJob: async () => job,
    addJob: async (added) => void sent.push(added),
    addTasks: async (_, tasks) => void sent.push(...tasks),
    patchJob: async () => {},
  };
  const contextFor = (jobCreatedAt = clock.now()) => ({
    poolId: "pool",
    nodePath: "node",
    access: nodeAccess({ createdAt: jobCreatedAt, maxWallClockTimeMs: run.maxWallClockTimeMs }),
  });
  const stored: string[] = [];
  const store = async (blobName: string): Promise<void> => {
    assert.deepEqual(sent, [], "a blob must be stored before the job is added");
    stored.push(blobName);
  };
  await startJob({ batch, manifest: run, contextFor, store, signal: new AbortController().signal });
  const ends = JSON.stringify(sent).matchAll(/[?&]se=([^&"]+)/g);
  const count = sent.length;
  return { count, stored, ends: [...new Set([...ends].map(([, end = ""]) => decodeURIComponent(end)))] };
};

describe("job/start-job", () => {
  it("adds a job and its tasks with SAS that expire an hour after the job's time limit", async () => {
    assert.deepEqual(await start(undefined), { count: 3, stored: [], ends: ["2026-11-25T11:00:00Z"] });
  });

  it("adds missing tasks with SAS that expire by the job's creation time", async () => {
    const job: Models.CloudJob = { state: "active", creationTime: new Date("2026-11-22T09:30:00Z") };
    assert.deepEqual(await start(job), { count: 2, stored: [], ends: ["2026-11-24T10:30:00Z"] });
  });

  it("stores a program that fetches the inputs of a task with hundreds", async () => {
    const [task] = manifest.tasks;
    const inputs = Array.from({ length: 300 }, (_, i) => ({ ...task!.inputs[0]!, name: `${i}.txt` }));
    const many = { ...manifest, tasks: [{ ...task!, inputs }] };
    const stored = ["runs/job-1/fetch/t-0.mts"];
    assert.deepEqual(await start(undefined, many), { count: 2, stored, ends: ["2026-11-25T11:00:00Z"] });
  });

  it("adds nothing to a job that has ended or has all its tasks", async () => {
    assert.equal((await start({ state: "completed" })).count, 0);
    assert.equal((await start({ state: "active", onAllTasksComplete: "terminatejob" })).count, 0);
  });
});
