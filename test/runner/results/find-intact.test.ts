import assert from "node:assert/strict";
import { findIntact } from "../../../runner/results/find-intact.ts";
import type { OutcomeFile } from "../../../runner/results/outcome.ts";
import { md5, storedRun } from "./stored-run.ts";

const { signal } = new AbortController();

const scene = (count = 1) => {
  const { output, outcomes } = storedRun(count);
  const results = new Map(
    outcomes.map(({ taskId, files }) => [taskId, { jobId: "job-1", packedFiles: JSON.stringify(files) }]),
  );
  const change = (fields: Partial<OutcomeFile>) => {
    const files = outcomes[0]!.files.map((file) => ({ ...file, ...fields }));
    results.set("t-0", { jobId: "job-1", packedFiles: JSON.stringify(files) });
  };
  const find = async () => [...(await findIntact(output, results, signal)).keys()];
  return { output, results, change, find };
};

const name = "job-1/t-0/t-0.txt";

describe("find-intact", () => {
  for (const count of [1, 20, 21])
    it(`finds the outputs of ${count} tasks that nothing wrote again, without reading them`, async () => {
      const { find, output } = scene(count);
      assert.equal((await find()).length, count);
      assert.deepEqual(output.reads, []);
    });

  it("finds an output that was written again with the same content, by its MD5", async () => {
    const { find, output } = scene();
    output.put(name, "result 0");
    assert.deepEqual([await find(), output.reads], [["t-0"], []]);
  });

  it("finds an output that was written again in blocks with the same content, by reading it", async () => {
    const { find, output } = scene();
    output.put(name, "result 0", { md5: undefined });
    assert.deepEqual([await find(), output.reads], [["t-0"], [name]]);
  });

  for (const md5Property of [md5("other-01"), undefined])
    it(`doesn't find an output of the same size with other content and ${md5Property ?? "no"} MD5`, async () => {
      const { find, output } = scene();
      output.put(name, "other-01", { md5: md5Property });
      assert.deepEqual(await find(), []);
    });

  it("doesn't find an output of another size, even with the same ETag and MD5", async () => {
    const { find, change } = scene();
    change({ size: 9 });
    assert.deepEqual(await find(), []);
  });

  it("compares the MD5 of a result that was recorded without an ETag", async () => {
    const { find, change, output } = scene();
    change({ etag: undefined });
    assert.deepEqual(await find(), ["t-0"]);
    output.put(name, "other-01", { etag: undefined });
    assert.deepEqual(await find(), []);
  });

  it("doesn't find a task whose output or recorded hashes are gone", async () => {
    for (const gone of [name, "job-1/t-0/.batch-hashes"]) {
      const { find, output } = scene();
      output.blobs.delete(gone);
      assert.deepEqual(await find(), [], gone);
    }
  });

  it("finds a task without outputs, and none that no run completed", async () => {
    const { output, results } = scene();
    results.set("t-0", { jobId: "job-1", packedFiles: "[]" });
    output.blobs.clear();
    const all = new Map([...results, ["t-1", undefined] as const]);
    assert.deepEqual([...(await findIntact(output, all, signal))], [["t-0", "job-1"]]);
  });
});
