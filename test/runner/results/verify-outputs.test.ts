import assert from "node:assert/strict";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { verifyInStorage } from "../../../runner/results/verify-outputs.ts";
import { md5, storedRun } from "./stored-run.ts";

const folder = "job-1/t-0/";
const hashes = `${folder}.batch-hashes`;

const scene = (changes: Partial<ManifestTask> = {}) => {
  const { manifest, output } = storedRun(1);
  const task = { ...manifest.tasks[0]!, ...changes };
  const verify = (hasSucceeded = true) => verifyInStorage({ output, task, jobId: "job-1", hasSucceeded });
  return { output, verify };
};

describe("verify-outputs", () => {
  it("returns outputs that storage has as the task wrote them, without reading them", async () => {
    const { verify, output } = scene();
    const { files, flaws, isUnverified } = await verify();
    assert.deepEqual(
      files.map(({ path, size, md5: hash }) => [path, size, hash]),
      [["t-0.txt", 8, md5("result 0")]],
    );
    assert.deepEqual([flaws, isUnverified], [{ missing: [], damaged: [] }, {}]);
    assert.deepEqual(output.reads, [hashes]);
  });

  it("reads an output whose MD5 storage doesn't have", async () => {
    const { verify, output } = scene();
    output.put(`${folder}t-0.txt`, "result 0", { md5: undefined });
    assert.equal((await verify()).files.length, 1);
    assert.deepEqual(output.reads, [hashes, `${folder}t-0.txt`]);
  });

  for (const md5Property of [md5("other 00"), undefined])
    it(`finds an output damaged that has other content and ${md5Property ?? "no"} MD5`, async () => {
      const { verify, output } = scene();
      output.put(`${folder}t-0.txt`, "other 00", { md5: md5Property });
      assert.deepEqual(await verify(), {
        files: [],
        flaws: { missing: [], damaged: ["t-0.txt"] },
        isUnverified: {},
      });
    });

  it("finds an output missing that the task recorded, or that it declared", async () => {
    const { verify, output } = scene();
    output.blobs.delete(`${folder}t-0.txt`);
    assert.deepEqual((await verify()).flaws.missing, ["t-0.txt"]);
    output.put(hashes, "");
    assert.deepEqual((await verify()).flaws.missing, ["t-0.txt"]);
  });

  it("finds the recorded hashes missing if the task succeeded and only they are", async () => {
    const { verify, output } = scene();
    output.blobs.delete(hashes);
    assert.deepEqual((await verify()).flaws.missing, [".batch-hashes"]);
    output.blobs.delete(`${folder}t-0.txt`);
    assert.deepEqual((await verify()).flaws.missing, ["t-0.txt"]);
  });

  it("needs no recorded hashes of a failed task, nor of one without outputs", async () => {
    const failed = scene();
    failed.output.blobs.delete(hashes);
    assert.deepEqual((await failed.verify(false)).flaws.missing, []);
    const without = scene({ outputs: [] });
    without.output.blobs.clear();
    assert.deepEqual((await without.verify()).flaws, { missing: [], damaged: [] });
  });

  it("ignores an output that the task didn't record: an earlier attempt wrote it", async () => {
    const { verify, output } = scene({ outputs: [], patterns: [{ pattern: "*.txt", isOptional: false }] });
    output.put(`${folder}old.txt`, "old");
    assert.deepEqual(
      (await verify()).files.map(({ path }) => path),
      ["t-0.txt"],
    );
  });

  it("returns what matches a pattern, the declared outputs first, then by path", async () => {
    const { verify, output } = scene({ patterns: [{ pattern: "*.txt", isOptional: false }] });
    const names = ["z.txt", "a.txt", "other.png"];
    for (const name of names) output.put(folder + name, name);
    const recorded = [...names, "t-0.txt"].map(
      (name) => `${md5(name === "t-0.txt" ? "result 0" : name)}  ${name}\n`,
    );
    output.put(hashes, recorded.join(""));
    assert.deepEqual(
      (await verify()).files.map(({ path }) => path),
      ["t-0.txt", "a.txt", "z.txt"],
    );
  });

  it("reports outputs as unverified if the node had no md5sum", async () => {
    const { verify, output } = scene();
    output.put(hashes, "-  t-0.txt\n");
    const { isUnverified, files } = await verify();
    assert.deepEqual([isUnverified, files.length], [{ isUnverified: true }, 1]);
    output.blobs.delete(`${folder}t-0.txt`);
    assert.deepEqual((await verify()).isUnverified, {});
  });
});
