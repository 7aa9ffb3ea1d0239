import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { saveNodeLogs } from "../../../runner/results/save-node-logs.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Nodes that hold these files, by `<task>/<name>`. */
const nodes = (files: Readonly<Record<string, string>>) => ({
  getTaskFileSize: async ({ taskId, path }: { taskId: string; path: string }) =>
    files[`${taskId}/${path}`]?.length,
  readTaskFile: async (
    { taskId, path }: { taskId: string; path: string },
    { start, end }: { start: number; end: number },
  ) => Buffer.from((files[`${taskId}/${path}`] ?? "").slice(start, end + 1)),
});

describe("save-node-logs", () => {
  it("fetches from the node only the logs that storage does not have", () =>
    withTemporaryFolder(async (folder) => {
      const batch = nodes({ "t/stderr.txt": "why\n", "t/stdout.txt": "said\n" });
      const stored = [{ path: "logs/t/stdout.txt", size: 5, md5: "x" }];
      const saved = await saveNodeLogs({ batch, jobId: "j", folder }, { id: "t" }, stored);
      assert.deepEqual(
        saved.map(({ path, size }) => [path, size]),
        [["logs/t/stderr.txt", 4]],
      );
      assert.equal(await readFile(join(folder, "logs/t/stderr.txt"), "utf8"), "why\n");
    }));

  it("returns no log if the node is gone", () =>
    withTemporaryFolder(async (folder) => {
      const batch = nodes({});
      assert.deepEqual(await saveNodeLogs({ batch, jobId: "j", folder }, { id: "t" }, []), []);
    }));
});
