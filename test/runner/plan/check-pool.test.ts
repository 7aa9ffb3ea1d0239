import assert from "node:assert/strict";
import { checkPool } from "../../../runner/plan/check-pool.ts";
import type { ManifestTask } from "../../../runner/plan/manifest.ts";
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

  for (const [what, fields, images, message] of [
    ["more slots than a node has", { slots: 5 }, [], /takes 5 slots, and a node of pool p has 4/],
    [
      "an image where there are no containers",
      { image: "a" },
      [],
      /wants image a, and pool p runs no containers/,
    ],
    [
      "an image that nodes do not hold",
      { image: "a" },
      ["b", "c"],
      /wants image a, and pool p holds b, c only/,
    ],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => check(fields, [...images]), { kind: "usage", message }));
  }
});
