import assert from "node:assert/strict";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { addTasks } from "../../../runner/job/add-tasks.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { context, manifestOf } from "../fakes.ts";

const tooLarge = new ServiceError({ code: "RequestBodyTooLarge", status: 413, message: "too large" });

/** A service that accepts at most this many tasks per call. */
const serviceFor = (most: number) => {
  const calls: string[][] = [];
  return {
    calls,
    addTasks: async (_: string, tasks: { id: string }[]): Promise<void> => {
      if (tasks.length > most) throw tooLarge;
      calls.push(tasks.map(({ id }) => id));
    },
  };
};

const add = (count: number, batch: ReturnType<typeof serviceFor>): Promise<void> =>
  addTasks({ batch, manifest: manifestOf(count), context, signal: new AbortController().signal });

describe("job/add-tasks", () => {
  it("adds a hundred tasks per call", async () => {
    const service = serviceFor(100);
    await add(250, service);
    assert.deepEqual(
      service.calls.map(({ length }) => length).sort((a, b) => a - b),
      [50, 100, 100],
    );
    assert.equal(new Set(service.calls.flat()).size, 250);
  });

  it("sends less than a megabyte per call", async () => {
    const service = serviceFor(100);
    const manifest = manifestOf(100);
    const tasks = manifest.tasks.map((task) => ({ ...task, name: "ü".repeat(15_000) }));
    const { signal } = new AbortController();
    await addTasks({ batch: service, manifest: { ...manifest, tasks }, context, signal });
    // 31 kB per task.
    assert.deepEqual(
      service.calls.map(({ length }) => length),
      [28, 28, 28, 16],
    );
  });

  it("adds only tasks that no earlier run completed", async () => {
    const service = serviceFor(100);
    const manifest = manifestOf(3);
    const tasks = manifest.tasks.map((task, i) => (i === 1 ? { ...task, cachedFrom: "job-0" } : task));
    const { signal } = new AbortController();
    await addTasks({ batch: service, manifest: { ...manifest, tasks }, context, signal });
    assert.deepEqual(service.calls, [["t-0", "t-2"]]);
  });

  it("sends no request for a run without tasks", async () => {
    const service = serviceFor(100);
    await add(0, service);
    assert.deepEqual(service.calls, []);
  });

  it("sends a task of more than a megabyte in its own request", async () => {
    const service = serviceFor(100);
    const manifest = manifestOf(3);
    const tasks = manifest.tasks.map((task, i) =>
      i === 1 ? { ...task, name: "x".repeat(1_000_000) } : task,
    );
    const { signal } = new AbortController();
    await addTasks({ batch: service, manifest: { ...manifest, tasks }, context, signal });
    assert.deepEqual(service.calls, [["t-0"], ["t-1"], ["t-2"]]);
  });

  it("throws other errors of Batch unchanged, without another request", async () => {
    const error = new ServiceError({ code: "JobCompleted", status: 409, message: "" });
    let calls = 0;
    const addAll = async (): Promise<void> => {
      calls += 1;
      throw error;
    };
    const { signal } = new AbortController();
    await assert.rejects(
      addTasks({ batch: { addTasks: addAll }, manifest: manifestOf(2), context, signal }),
      error,
    );
    assert.equal(calls, 1);
  });

  it("adds nothing after an abort", async () => {
    const service = serviceFor(100);
    const signal = AbortSignal.abort();
    await assert.rejects(addTasks({ batch: service, manifest: manifestOf(2), context, signal }), {
      name: "AbortError",
    });
    assert.deepEqual(service.calls, []);
  });

  it("halves a collection that Batch refuses for its size", async () => {
    const service = serviceFor(30);
    await add(100, service);
    assert.deepEqual(
      service.calls.map(({ length }) => length),
      [25, 25, 25, 25],
    );
  });

  it("names a task that Batch refuses for its size", async () => {
    await assert.rejects(add(2, serviceFor(0)), isUsageError("TaskTooLarge", "t-0", "outputFiles"));
  });
});
