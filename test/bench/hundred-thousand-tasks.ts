import type { BatchServiceClient } from "@azure/batch";
import { linux } from "../helpers/account.ts";
import { addTasks } from "./add-tasks.ts";
import { seconds } from "./seconds.ts";
import { type ServiceProcess, withServiceProcess } from "./with-service-process.ts";

const sizes = [1_000, 10_000, 100_000];
const filters = [
  "state eq 'active'",
  "state eq 'completed'",
  "executionInfo/result eq 'failure'",
  "startswith(id, 'task9')",
  "stateTransitionTime gt DateTime'2020-01-01T00:00:00Z'",
  "executionInfo/exitCode gt 0",
];

/** Measures jobs of 1,000 to 100,000 waiting tasks. Goals: call times don't grow with the job; 1 KB of memory per task. */
export const hundredThousandTasks = (): Promise<void> =>
  withServiceProcess(async (service) => {
    const { client } = service;
    await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 0 });
    for (const size of sizes) await addJob(service, size);
    await compare("task counts", (jobId) => client.job.getTaskCounts(jobId));
    for (const filter of filters) await compare(filter, (jobId) => page(client, jobId, filter));
  });

const addJob = async ({ client, residentMemory }: ServiceProcess, size: number): Promise<void> => {
  await client.job.add({ id: jobOf(size), poolInfo: { poolId: "pool" } });
  const before = residentMemory();
  const adding = await seconds(() => addTasks(client, { jobId: jobOf(size), count: size }));
  const memory = (residentMemory() - before) / size;
  const rate = Math.round(size / adding);
  console.log(
    `  ${size} tasks: ${rate} added per second, ${Math.round(memory)} bytes each (goal for large jobs: 1000)`,
  );
};

const jobOf = (size: number): string => `job${size}`;

const page = (client: BatchServiceClient, jobId: string, filter: string): Promise<unknown> =>
  client.task.list(jobId, { taskListOptions: { filter, maxResults: 100 } });

/** Prints median times. Calls alternate between the jobs, so that other load on the machine affects all of them. */
const compare = async (name: string, call: (jobId: string) => Promise<unknown>): Promise<void> => {
  const times = sizes.map(() => [] as number[]);
  for (let i = 0; i < 41; i++) {
    for (const [at, size] of sizes.entries())
      times[at]?.push(1000 * (await seconds(() => call(jobOf(size)))));
  }
  const medians = times.map((each) => each.sort((a, b) => a - b)[20] ?? Number.NaN);
  const ratio = (medians.at(-1) ?? Number.NaN) / (medians[0] ?? Number.NaN);
  const list = medians.map((time) => time.toFixed(1)).join(", ");
  console.log(`  ${name}: ${list} ms at ${sizes.join(", ")} tasks, ${ratio.toFixed(2)} times (goal: 3)`);
};
