import assert from "node:assert/strict";
import { retriesOf, settingsOf } from "../../../runner/plan/task-settings.ts";
import { defineWorkload, type TaskPlan, type Workload } from "../../../task/workload.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

const settings = (task: TaskPlan, workload: Partial<Workload> = {}, maxRetries?: number) =>
  settingsOf(
    task,
    defineWorkload({ description: "", command: "true", plan: () => [], ...workload } as Workload),
    { what: 'task "a"', maxRetries },
  );

const none = { env: undefined, timeoutMs: undefined, retries: undefined, slots: undefined, image: undefined };

describe("plan/task-settings", () => {
  it("leaves out settings that neither task nor workload have", () => assert.deepEqual(settings({}), none));

  it("takes the workload's settings, except its retries, which are the run's", () => {
    const workload = { env: { A: "1" }, timeout: "10m", slots: 2, image: "ubuntu", retries: 3 };
    assert.deepEqual(settings({}, workload), {
      env: { A: "1" },
      timeoutMs: 600_000,
      retries: undefined,
      slots: 2,
      image: "ubuntu",
    });
  });

  it("prefers the task's settings, variable by variable", () => {
    const workload = { env: { A: "1", B: "1" }, timeout: "10m", slots: 2, image: "ubuntu" };
    const task = { env: { B: "2", C: "" }, timeout: "5s", slots: 3, image: "debian", retries: 2 };
    assert.deepEqual(settings(task, workload), {
      env: { A: "1", B: "2", C: "" },
      timeoutMs: 5000,
      retries: { max: 2, on: undefined, notOn: undefined },
      slots: 3,
      image: "debian",
    });
  });

  it("omits a single slot, which is Batch's default", () => {
    assert.equal(settings({ slots: 1 }).slots, undefined);
    assert.equal(settings({ slots: 1 }, { slots: 2 }).slots, undefined);
  });

  for (const slots of [0, -1, 1.5, Number.NaN])
    it(`refuses ${slots} slots`, () =>
      assert.throws(() => settings({ slots }), isUsageError("InvalidSlots", '"a"', String(slots))));

  for (const image of ["", " "])
    it(`refuses the image "${image}"`, () =>
      assert.throws(() => settings({ image }), isUsageError("InvalidImage", '"a"')));

  it("accepts names of variables that a shell accepts", () =>
    assert.deepEqual(settings({ env: { _: "1", a1_B: "2" } }).env, { _: "1", a1_B: "2" }));

  for (const name of ["", "1A", "A-B", "A B", "Ä", "A="])
    it(`refuses the variable "${name}"`, () =>
      assert.throws(
        () => settings({ env: { [name]: "1" } }),
        isUsageError("InvalidVariableName", `"${name}"`),
      ));

  it("refuses reserved variables, also of the workload", () => {
    for (const name of ["AZ_BATCH_X", "RUN_CLEAN", "WORKLOAD_DIR"])
      assert.throws(() => settings({}, { env: { [name]: "1" } }), isUsageError("ReservedVariable", name));
  });

  it("refuses values that aren't text", () => {
    for (const value of ["\0", "\ud83d", 1, undefined, null])
      assert.throws(
        () => settings({ env: { A: value as string } }),
        isUsageError("InvalidVariable", '"a"', "A"),
      );
  });

  it("reads retries as a number or a table, with the number of the command line", () => {
    const table = { max: 2, on: [75], notOn: undefined };
    assert.deepEqual(retriesOf(undefined, undefined), { max: 0, on: undefined, notOn: undefined });
    assert.deepEqual(retriesOf(2, undefined).max, 2);
    assert.deepEqual(retriesOf({ max: 2, on: [75] }, undefined), table);
    assert.deepEqual(retriesOf({ max: 2, on: [75] }, 5), { ...table, max: 5 });
    assert.deepEqual(retriesOf({ max: 2, notOn: [64] }, 0), { max: 0, on: undefined, notOn: [64] });
    assert.deepEqual(settings({ retries: 2 }, {}, 4).retries?.max, 4);
    assert.equal(settings({}, {}, 4).retries, undefined);
  });
});
