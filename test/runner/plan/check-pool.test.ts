import assert from "node:assert/strict";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { checkPool } from "../../../runner/plan/check-pool.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { manifestOf } from "../fakes.ts";

const check = (fields: Partial<ManifestTask>, containerImages: string[] = []) =>
  checkPool(
    { ...manifestOf(0), tasks: manifestOf(1).tasks.map((task) => ({ ...task, ...fields })) },
    { poolId: "p", taskSlotsPerNode: 4, containerImages },
  );

describe("plan/check-pool", () => {
  it("accepts all slots of a node and an image of the pool", () => {
    check({ slots: 4 });
    check({ image: "ubuntu:24.04" }, ["debian:12", "ubuntu:24.04"]);
  });

  it("accepts any task that an earlier run completed", () => check({ slots: 9, cachedFrom: "job-0" }));

  for (const [what, fields, images, code, values] of [
    ["more slots than a node has", { slots: 5 }, [], "TooManySlots", ["5", "4"]],
    ["an image on a pool without containers", { image: "ubuntu" }, [], "ImageNotOnPool", ["ubuntu"]],
    [
      "an image that the pool doesn't have",
      { image: "ubuntu" },
      ["debian", "fedora"],
      "ImageNotOnPool",
      ["ubuntu", "debian", "fedora"],
    ],
  ] as const) {
    it(`refuses ${what}`, () =>
      assert.throws(() => check(fields, [...images]), isUsageError(code, ...values)));
  }
});
