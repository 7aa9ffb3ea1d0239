import assert from "node:assert/strict";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { runKillMatrix } from "../../../robustness/kill-run.ts";

// A short run of `npm run kill-matrix`.
describe("a service that is killed repeatedly under load", () => {
  it("keeps everything that it acknowledged, and leaves no process", () =>
    withTemporaryFolder(async (dir) => {
      const { problems, tasks, attempts } = await runKillMatrix({ dir, kills: 8, seed: 7 });
      assert.deepEqual(problems, []);
      assert(tasks > 0 && attempts >= tasks);
    })).timeout(180_000);
});
