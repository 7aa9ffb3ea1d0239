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

  it("ignores fields without an effect on the result, and fields without a value", () => {
    const base = task("a.txt");
    const id = taskId(base, sha256);
    const other = {
      ifFails: "continue",
      timeoutMs: 1,
      retries: { max: 1 },
      slots: 2,
      image: undefined,
    } as const;
    assert.equal(taskId({ ...base, ...other }, sha256), id);
    const { inputs, args, outputs } = base;
    assert.equal(taskId({ outputs, args, inputs }, sha256), id);
  });

  it("returns another task id for each other field", () => {
    const base = task("a.txt");
    const ids = [
      {},
      { name: "a-txt" },
      { command: "true" },
      { env: { A: "1" } },
      { image: "ubuntu" },
      { after: ["s"] },
      { results: [{ taskId: "s", path: "x", name: "x" }] },
      { patterns: [{ pattern: "*", isOptional: false }] },
    ].map((fields) => taskId({ ...base, ...fields }, sha256));
    assert.equal(new Set(ids).size, ids.length);
  });

  it("identifies a stored input by container, blob and content, but not by its ETag", () => {
    const withStored = (stored: { container: string; blob: string; etag?: string }): string =>
      taskId({ inputs: [{ name: "a", size: 1, sha256, stored }], args: [], outputs: [] }, sha256);
    const id = withStored({ container: "c", blob: "b", etag: "1" });
    assert.equal(withStored({ container: "c", blob: "b", etag: "2" }), id);
    assert.equal(withStored({ container: "c", blob: "b" }), id);
    assert.notEqual(withStored({ container: "d", blob: "b", etag: "1" }), id);
    assert.notEqual(withStored({ container: "c", blob: "d", etag: "1" }), id);
    assert.notEqual(taskId({ inputs: [{ name: "a", size: 1, sha256 }], args: [], outputs: [] }, sha256), id);
  });

  it("shortens names so that ids have at most 64 characters and no dash before the hash", () => {
    assert.match(taskId(task("x".repeat(47)), sha256), /^x{47}-[0-9a-f]{16}$/);
    assert.match(taskId(task("x".repeat(48)), sha256), /^x{47}-[0-9a-f]{16}$/);
    assert.match(taskId(task(`${"x".repeat(46)} y`), sha256), /^x{46}-[0-9a-f]{16}$/);
    assert.match(taskId(task("--a--"), sha256), /^a-[0-9a-f]{16}$/);
    assert.match(taskId(task("a / b_c"), sha256), /^a-b_c-[0-9a-f]{16}$/);
  });

  it("prefers name, then input, output and argument for a task id", () => {
    const all = { ...task("input", ["argument"]), outputs: ["output"] };
    assert.match(taskId({ ...all, name: "name" }, sha256), /^name-/);
    assert.match(taskId(all, sha256), /^input-/);
    assert.match(taskId({ ...all, inputs: [] }, sha256), /^output-/);
    assert.match(taskId({ ...all, inputs: [], outputs: [] }, sha256), /^argument-/);
  });

  it("pads the random part of a job id", () => {
    const idOf = (random: number): string => newJobId({ workload: "a", now, random: () => random });
    assert.equal(idOf(0), "a-20261123-101500-0000");
    assert.equal(idOf(0.9999999), "a-20261123-101500-zzzz");
  });

  it("names a task without inputs", () => {
    assert.match(taskId({ inputs: [], args: ["seed=7"], outputs: [] }, sha256), /^seed-7-/);
    assert.match(taskId({ inputs: [], args: [], outputs: [] }, sha256), /^task-/);
  });
});
