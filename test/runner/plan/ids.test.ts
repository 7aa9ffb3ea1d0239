import assert from "node:assert/strict";
import { isId } from "../../../runner/manifest/manifest.ts";
import { newJobId, taskId } from "../../../runner/plan/ids.ts";

const sha256 = "a".repeat(64);
const task = (name: string, args: string[] = []) => ({
  inputs: [{ name, size: 1, sha256 }],
  args,
  outputs: [],
});

const now = new Date("2026-11-23T10:15:00.123Z");

describe("plan/ids", () => {
  it("names a job by workload and time", () => {
    assert.equal(
      newJobId({ workload: "top-words", now, random: () => 0.5 }),
      "top-words-20261123-101500-i000",
    );
  });

  for (const workload of ["x".repeat(200), "ünïcode wörkload", "///"]) {
    it(`returns a valid job id for ${workload.slice(0, 20)}`, () => {
      const id = newJobId({ workload, now, random: () => 0.999999 });
      assert(isId(id) && id.length <= 62, id);
    });
  }

  const names = ["north/a b.txt", "日本.txt", "-", "x".repeat(300), "a_b.txt", "näme.txt"];
  for (const name of names) {
    it(`returns a valid task id for ${name.slice(0, 20)}`, () => assert(isId(taskId(task(name), sha256))));
  }

  it("starts a task id with a readable name", () =>
    assert.match(taskId(task("north/näme 1.txt"), sha256), /^north-name-1-txt-[0-9a-f]{16}$/));

  it("returns the same task id for the same work", () => {
    assert.equal(taskId(task("a.txt", ["1"]), sha256), taskId(task("a.txt", ["1"]), sha256));
  });

  it("returns another task id for other code, arguments, content or outputs", () => {
    const base = task("a.txt", ["1"]);
    const others = [
      taskId(base, "b".repeat(64)),
      taskId({ ...base, args: ["2"] }, sha256),
      taskId({ ...base, inputs: [{ name: "a.txt", size: 1, sha256: "c".repeat(64) }] }, sha256),
      taskId({ ...base, outputs: ["b.txt"] }, sha256),
    ];
    assert.equal(new Set([taskId(base, sha256), ...others]).size, 5);
  });

  it("names a task without inputs", () => {
    assert.match(taskId({ inputs: [], args: ["seed=7"], outputs: [] }, sha256), /^seed-7-/);
    assert.match(taskId({ inputs: [], args: [], outputs: [] }, sha256), /^task-/);
  });
});
