import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { linux } from "../helpers/account.ts";
import { until } from "../helpers/until.ts";
import { addTasks } from "./add-tasks.ts";
import { seconds } from "./seconds.ts";
import { type ServiceProcess, withServiceProcess } from "./with-service-process.ts";

const tasks = 10_000;
const slots = 4;
const run = promisify(execFile);

/** Compares 10,000 tasks of `/bin/true` on four task slots with `xargs -P4` before and after. Goal: half its rate. */
export const tasksBesideXargs = (): Promise<void> =>
  withServiceProcess(async ({ client }) => {
    await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, taskSlotsPerNode: slots });
    await until(async () => (await client.pool.get("pool")).allocationState === "steady");
    const before = await seconds(xargs);
    const adding = await addWaiting(client);
    const running = await seconds(async () => {
      await client.job.enable("job");
      await completed(client);
    });
    const after = await seconds(xargs);
    const { succeeded } = (await client.job.getTaskCounts("job")).taskCounts;
    if (succeeded !== tasks) throw new Error(`expected ${tasks} tasks to succeed, found ${succeeded}`);
    const withXargs = (before + after) / 2;
    console.log(`  xargs -P${slots}: ${rate(before)} before, ${rate(after)} after`);
    console.log(`  tasks: added ${rate(adding)}, run ${rate(running)}`);
    console.log(`  ${(withXargs / running).toFixed(2)} times the rate of xargs (goal: 0.50)`);
  });

/** Adds the tasks to a disabled job, which starts none. Returns the seconds. */
const addWaiting = async (client: ServiceProcess["client"]): Promise<number> => {
  await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
  await client.job.disable("job", "requeue");
  await until(async () => (await client.job.get("job")).state === "disabled");
  return seconds(() => addTasks(client, { jobId: "job", count: tasks }));
};

/** Waits for all tasks. Polls rarely, so that responses don't slow the tasks down. */
const completed = async (client: ServiceProcess["client"]): Promise<void> => {
  while ((await client.job.getTaskCounts("job")).taskCounts.completed < tasks) await sleep(100);
};

const xargs = () => run("/bin/sh", ["-c", `seq ${tasks} | xargs -n1 -P${slots} /bin/true`]);

const rate = (time: number): string => `${Math.round(tasks / time)}/s`;
