import assert from "node:assert/strict";
import { defineWorkload, matching, outputOf, pathInResults, stored } from "../../task/workload.ts";

describe("workload helpers", () => {
  it("places an output of a named task in a folder of its name", () => {
    const task = { name: "north", outputs: ["a.txt"] };
    assert.deepEqual(outputOf(task, "a.txt"), { task, path: "a.txt", name: "north/a.txt" });
    assert.equal(pathInResults(task, "a.txt"), "north/a.txt");
  });

  it("places an output of a task without a name under its path", () => {
    const task = { outputs: ["a.txt"] };
    assert.deepEqual(outputOf(task, "a.txt"), { task, path: "a.txt", name: "a.txt" });
  });

  it("places an output under a given name", () => {
    const task = { name: "north" };
    assert.deepEqual(outputOf(task, "a.txt", "b.txt"), { task, path: "a.txt", name: "b.txt" });
  });

  it("requires a match of a pattern unless it is optional", () => {
    assert.deepEqual(matching("*.png"), { pattern: "*.png", isOptional: false });
    assert.deepEqual(matching("*.png", { isOptional: true }), { pattern: "*.png", isOptional: true });
  });

  it("names blobs by container and prefix", () => {
    assert.deepEqual(stored("input", "photos/"), { container: "input", prefix: "photos/" });
    assert.deepEqual(stored("input"), { container: "input", prefix: "" });
  });

  it("returns the declaration unchanged", () => {
    const workload = { description: "", command: "true", plan: () => [] };
    assert.equal(defineWorkload(workload), workload);
  });
});
