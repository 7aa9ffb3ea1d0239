import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import { account } from "../helpers/account.ts";
import { residentBytes, startService } from "../helpers/service-process.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

export interface ServiceProcess {
  readonly client: BatchServiceClient;
  /** Resident memory of the service without its child processes, in bytes. */
  residentMemory(): number;
  /** CPU time of the service and its launcher, in milliseconds. */
  cpuTime(): Promise<number>;
}

// In memory, because ext4 skips recently freed inodes: on a disk, folders that earlier tests or benches removed slow a bench down
// (measured: up to 3 ms per task).
const memory = "/dev/shm";

/** Runs the local Batch service in a separate process, to measure only its CPU time and memory. Linux only. */
export const withServiceProcess = (use: (service: ServiceProcess) => Promise<void>): Promise<void> =>
  withTemporaryFolder(
    async (dir) => {
      const { child, pid, ready } = startService(dir);
      const gone = once(child, "exit");
      try {
        const { endpoint, key } = await ready;
        await use({
          client: new BatchServiceClient(new BatchSharedKeyCredentials(account, key), endpoint),
          residentMemory: () => residentBytes(pid),
          cpuTime: async () => {
            const children = (await read(`/proc/${pid}/task/${pid}/children`)).split(" ").filter(Boolean);
            const times = await Promise.all([pid, ...children].map(cpuTimeOf));
            return times.reduce((sum, time) => sum + time, 0);
          },
        });
      } finally {
        child.kill("SIGTERM");
        await gone;
      }
    },
    existsSync(memory) ? memory : undefined,
  );

/** Sums the CPU time of all threads in milliseconds. The first number in schedstat is nanoseconds. */
const cpuTimeOf = async (pid: number | string): Promise<number> => {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = threads.map(async (thread) =>
    Number((await read(`/proc/${pid}/task/${thread}/schedstat`)).split(" ")[0]),
  );
  return (await Promise.all(times)).reduce((sum, time) => sum + time, 0) / 1e6;
};

const read = (file: string): Promise<string> => readFile(file, "utf8");
