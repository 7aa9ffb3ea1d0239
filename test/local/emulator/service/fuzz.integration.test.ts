import assert from "node:assert/strict";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { maxResidentMegabytes, runFuzz } from "../../../robustness/fuzz-run.ts";

// A short run of `npm run fuzz`.
describe("valid, nearly valid and invalid requests made from Azure's definition", () => {
  it("get responses that fit the definition, without 5xx and without a timeout", () =>
    withTemporaryFolder(async (dir) => {
      const { findings, log, residentMegabytes } = await runFuzz({ dir, requests: 600, seed: 11 });
      assert.deepEqual(findings, []);
      assert.equal(log, "");
      assert(residentMegabytes.atEnd < maxResidentMegabytes);
    })).timeout(120_000);
});
