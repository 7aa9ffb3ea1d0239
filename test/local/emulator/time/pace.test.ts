import assert from "node:assert/strict";
import { parsePace } from "../../../../local/emulator/time/pace.ts";

describe("a pace", () => {
  it("is instant, Azure's, or a part of Azure's", () => {
    assert.equal(parsePace("instant")("allocateNodes"), 0);
    assert.equal(parsePace("azure")("allocateNodes"), 52_000);
    assert.equal(parsePace("azure/10")("allocateNodes"), 5200);
    assert.equal(parsePace("azure/0.5")("disableJob"), 1500);
  });

  it("leaves deleted resources readable, and nodes of automatic pools long enough to read their files", () => {
    for (const text of ["instant", "azure/1000"]) {
      const pace = parsePace(text);
      assert.deepEqual(
        [
          pace("resizePool"),
          pace("restartNode"),
          pace("deletePool"),
          pace("deleteAutoPool"),
          pace("deleteJob"),
          pace("deleteSchedule"),
        ],
        [200, 200, 1000, 30_000, 500, 1000],
      );
    }
  });

  it("refuses other texts in one line", () => {
    for (const text of [
      "",
      "fast",
      "azure/",
      "azure/0",
      "azure/0.0",
      "azure/-1",
      "azure/x",
      "Azure",
      "instant/2",
    ])
      assert.throws(() => parsePace(text), new RegExp(`^RangeError: pace: .*"${text}"$`));
  });
});
