import assert from "node:assert/strict";
import { parseMaxCost } from "../../../runner/manifest/max-cost.ts";
import type { NodePrice } from "../../../runner/results/run-cost.ts";
import { checkMaxCost } from "../../../runner/run/check-cost.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { manifestOf } from "../fakes.ts";

const price: NodePrice = {
  ...{ vmSize: "Standard_D2s_v5", location: "eastus", currency: "USD", date: "2026-11-20", source: "api" },
  ...{ dedicated: 0.1, spot: 0.02, isHypothetical: false },
};
const pool = { maxDedicatedNodes: 2, maxSpotNodes: 0, taskSlotsPerNode: 2 };
/** 20 tasks of 360 s: one node hour. */
const planned = {
  maxCost: 0.1,
  manifest: manifestOf(20),
  medianSeconds: 360,
  pool,
  price,
  isDetached: false,
};

describe("checkMaxCost", () => {
  it("lets a run pass whose estimate is within the limit", () =>
    assert.equal(checkMaxCost(planned), undefined));

  it("refuses a run whose estimate is higher", () =>
    assert.throws(
      () => checkMaxCost({ ...planned, maxCost: 0.09 }),
      isUsageError("CostTooHigh", "$0.09", "$0.10"),
    ));

  it("starts code that has not run before with a notice, because the limit applies while it runs", () =>
    assert.match(checkMaxCost({ ...planned, medianSeconds: undefined }) ?? "", /--max-cost 0\.1 /));

  it("refuses a run that nothing would limit: detached without an estimate, or without a price", () => {
    const spotOnly = { ...pool, maxDedicatedNodes: 0, maxSpotNodes: 2 };
    for (const unlimited of [
      { medianSeconds: undefined, isDetached: true },
      { price: undefined },
      { medianSeconds: undefined, price: undefined },
      { price: { ...price, dedicated: undefined } },
      { price: { ...price, dedicated: undefined, spot: undefined }, pool: spotOnly },
    ])
      assert.throws(() => checkMaxCost({ ...planned, ...unlimited }), isUsageError("CostUnknown"));
    assert.equal(
      checkMaxCost({ ...planned, price: { ...price, dedicated: undefined }, pool: spotOnly }),
      undefined,
    );
  });

  it("counts a run without tasks to run as free, whatever is unknown", () => {
    const unknown = { medianSeconds: undefined, price: undefined, isDetached: true };
    assert.equal(
      checkMaxCost({ ...planned, ...unknown, manifest: { ...manifestOf(20), tasks: [] } }),
      undefined,
    );
  });

  it("applies no limit on the local cloud, unless the user gives a price", () => {
    const local = { ...price, isHypothetical: true };
    checkMaxCost({ ...planned, maxCost: 0.01, price: local });
    const given: NodePrice = { ...local, source: "option" };
    assert.throws(
      () => checkMaxCost({ ...planned, maxCost: 0.01, price: given }),
      isUsageError("CostTooHigh"),
    );
  });
});

describe("parseMaxCost", () => {
  it("takes positive amounts", () => {
    assert.deepEqual(["5", "0.50"].map(parseMaxCost), [5, 0.5]);
    for (const text of ["0", "-1", "5%", "$5", "1,5", ""])
      assert.throws(() => parseMaxCost(text), isUsageError("InvalidMaxCost"));
  });
});
