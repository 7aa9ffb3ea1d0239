import type { BatchServiceClient } from "@azure/batch";
import { linux } from "../local/batch/with-batch-service.ts";
import { addTasks } from "./add-tasks.ts";
import { seconds } from "./seconds.ts";
import { withServiceProcess } from "./service-process.ts";

const sizes = [1_000, 10_000, 100_000];
const filters = [
  "state eq 'active'",
  "state eq 'completed'",
  "executionInfo/result eq 'failure'",
  "executionInfo/exitCode ne 0",
  "startswith(id, 'task99')",
  "stateTransitionTime gt DateTime'2020-01-01T00:00:00Z'",
];

/** One job that grows to 100,000 tasks, none of which runs. Goals: no call's time grows with the job; 1 KB of memory a task. */
export const hundredThousandTasks = (): Promise<void> =>
  withServiceProcess(async ({ client, residentMemory }) => {
    await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 0 });
    await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
    let size = 0;
    let memory = 0;
    const times: Map<string, number>[] = [];
    for (const next of sizes) {
      const before = await residentMemory();
      const adding = await seconds(() => addTasks(client, { jobId: "job", from: size, to: next }));
      memory = ((await residentMemory()) - before) / (next - size);
      console.log(`  up to ${next} tasks: ${Math.round((next - size) / adding)} added a second`);
      size = next;
      times.push(await timesOfCalls(client));
    }
    console.log(
      `  memory of each of the last ${size - (sizes.at(-2) ?? 0)} tasks: ${Math.round(memory)} bytes (goal: 1000)`,
    );
    print(times);
  });

const timesOfCalls = async (client: BatchServiceClient): Promise<Map<string, number>> => {
  const times = new Map<string, number>();
  times.set("task counts", await median(() => client.job.getTaskCounts("job")));
  for (const filter of filters) times.set(filter, await median(() => page(client, filter)));
  return times;
};

const page = async (client: BatchServiceClient, filter: string): Promise<void> => {
  const taskListOptions = { filter, maxResults: 100 };
  await client.task.list("job", { taskListOptions });
};

/** Milliseconds. */
const median = async (call: () => Promise<unknown>): Promise<number> => {
  const times: number[] = [];
  for (let i = 0; i < 31; i++) times.push(1000 * (await seconds(call)));
  return times.sort((a, b) => a - b)[15] ?? Number.NaN;
};

const print = (times: readonly Map<string, number>[]): void => {
  for (const name of times[0]?.keys() ?? []) {
    const each = times.map((calls) => calls.get(name) ?? Number.NaN);
    const ratio = (each.at(-1) ?? Number.NaN) / (each[0] ?? Number.NaN);
    const list = each.map((time) => time.toFixed(1)).join(", ");
    console.log(`  ${name}: ${list} ms at ${sizes.join(", ")} tasks, ${ratio.toFixed(2)} times (goal: 3)`);
  }
};
