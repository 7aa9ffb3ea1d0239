import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import { account } from "../helpers/account.ts";
import { residentBytes, startService } from "../helpers/service-process.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

export interface ServiceProcess {
  readonly client: BatchServiceClient;
  /** Resident memory of the service, without what it started, in bytes. */
  residentMemory(): number;
  /** CPU time that the service and its launcher have used, in milliseconds. */
  cpuTime(): Promise<number>;
}

// In memory: ext4 looks at every inode that was freed in the last minutes before it takes one, so that a bench on a disk measures
// the folders that tests, or the bench before it, have removed (measured: up to 3 ms a task).
const memory = "/dev/shm";

/** The local Batch service in a process of its own, so that what it uses can be told from what a bench uses. Linux only. */
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

/** All its threads; the first number of schedstat is nanoseconds on a CPU. */
const cpuTimeOf = async (pid: number | string): Promise<number> => {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = threads.map(async (thread) =>
    Number((await read(`/proc/${pid}/task/${thread}/schedstat`)).split(" ")[0]),
  );
  return (await Promise.all(times)).reduce((sum, time) => sum + time, 0) / 1e6;
};

const read = (file: string): Promise<string> => readFile(file, "utf8");
