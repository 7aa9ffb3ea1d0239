import assert from "node:assert/strict";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { maxResidentMegabytes, runFuzz } from "../../../robustness/fuzz-run.ts";

// `npm run fuzz` is the long one.
describe("requests made from Azure's definition, right, nearly right and nonsense", () => {
  it("are answered as Azure would: no 5xx, no hang, nothing that the definition does not know", () =>
    withTemporaryFolder(async (dir) => {
      const { findings, log, residentMegabytes } = await runFuzz({ dir, requests: 600, seed: 11 });
      assert.deepEqual(findings, []);
      assert.equal(log, "");
      assert(residentMegabytes.atEnd < maxResidentMegabytes);
    })).timeout(120_000);
});
