import assert from "node:assert/strict";
import { readdir, readlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../../runner/clock.ts";
import { prepareRun } from "../../../runner/run/prepare.ts";
import { defineWorkload } from "../../../task/workload.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { until } from "../../helpers/until.ts";

const isOpen = async (path: string): Promise<boolean> => {
  const open = (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ""));
  return (await Promise.all(open)).includes(path);
};

describe("prepare", () => {
  it("stops reading inputs if the code can't be bundled", () =>
    withTemporaryFolder(async (folder) => {
      const [main, input] = [join(folder, "main.ts"), join(folder, "large.bin")];
      await writeFile(main, 'import "./nowhere.ts";');
      await writeFile(input, "");
      // A sparse file: takes ten seconds to hash, and no space on disk.
      await truncate(input, 2 ** 31);
      const workload = defineWorkload({
        description: "",
        main: pathToFileURL(main),
        inputs: "*.bin",
        plan: () => [],
      });
      const prepared = prepareRun(
        {
          workload: "bad",
          inputs: [input],
          args: [],
          timeoutMs: 1000,
          maxTasks: 1,
          nodesTarget: assert.fail,
          emit: () => {},
        },
        {
          workloads: { bad: workload },
          projectDir: folder,
          programFile: "",
          cwd: folder,
          env: {},
          clock: systemClock,
          random: Math.random,
          signal: new AbortController().signal,
          cancelSignal: new AbortController().signal,
          terminal: { stdout: process.stdout, stderr: process.stderr, ask: undefined },
        },
      );
      await assert.rejects(prepared, { kind: "usage", code: "ProgramNotBundled", message: /nowhere/ });
      await until(async () => !(await isOpen(input)), { what: "the end of the reading", deadlineMs: 1500 });
    }));
});
