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
  it("takes what a node can take", () => {
    check({ slots: 4 });
    check({ image: "ubuntu:24.04" }, ["debian:12", "ubuntu:24.04"]);
  });

  it("asks nothing of a task that has run already", () => check({ slots: 9, cachedFrom: "job-0" }));

  for (const [what, fields, images, code, values] of [
    ["more slots than a node has", { slots: 5 }, [], "TooManySlots", ["5", "4"]],
    ["an image where there are no containers", { image: "ubuntu" }, [], "ImageNotOnPool", ["ubuntu"]],
    [
      "an image that nodes do not hold",
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
