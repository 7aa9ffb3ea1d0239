import { setTimeout as sleep } from "node:timers/promises";
import { runTasks } from "../local/emulator/service/with-batch-service.ts";
import { withServiceProcess } from "./with-service-process.ts";

const seconds = 10;

/** Measures an idle service with a pool, a node and completed tasks. Goal: no CPU time. */
export const idleCpu = (): Promise<void> =>
  withServiceProcess(async ({ client, cpuTime, residentMemory }) => {
    const tasks = Array.from({ length: 10 }, (_, i) => ({ id: `task${i}`, commandLine: "/bin/true" }));
    await runTasks(client, tasks);
    // Exclude garbage collection and other work that follows the tasks.
    await sleep(2000);
    const before = await cpuTime();
    await sleep(seconds * 1000);
    const used = (await cpuTime()) - before;
    const memory = residentMemory() / 1e6;
    console.log(
      `  CPU: ${used.toFixed(1)} ms in ${seconds} s (goal: 0); resident memory: ${memory.toFixed(0)} MB`,
    );
  });
