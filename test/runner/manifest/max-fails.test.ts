import assert from "node:assert/strict";
import { parseMaxFails, toleratedFails } from "../../../runner/manifest/max-fails.ts";
import { manifestOf } from "../fakes.ts";

describe("max fails", () => {
  for (const [text, expected] of [
    ["0", 0],
    ["10", 10],
    ["10%", "10%"],
    ["2.50%", "2.5%"],
    ["100%", "100%"],
    ["0%", "0%"],
  ] as const)
    it(`accepts ${text}`, () => assert.equal(parseMaxFails(text, "--max-fails"), expected));

  for (const text of ["", "-1", "1.5", "101%", "%", "ten", "1e3", "10 %"])
    it(`refuses "${text}" and names the option`, () =>
      assert.throws(() => parseMaxFails(text, "--max-fails"), {
        code: "InvalidMaxFails",
        message: /^--max-fails: /,
      }));

  /** Job of ten tasks that runs all but the cached ones. */
  const tolerated = (maxFails: string | number | undefined, cached = 0) => {
    const manifest = manifestOf(10);
    const tasks = manifest.tasks.map((task, i) => (i < cached ? { ...task, cachedFrom: "earlier" } : task));
    return toleratedFails({ ...manifest, tasks, maxFails });
  };

  for (const [maxFails, cached, expected] of [
    [undefined, 0, undefined],
    [3, 0, 3],
    ["10%", 0, 1],
    ["29%", 0, 2],
    ["70%", 0, 7],
    ["50%", 6, 2],
    ["9%", 0, 0],
    ["100%", 0, 10],
  ] as const)
    it(`tolerates ${expected} failures of ${10 - cached} tasks with ${maxFails}`, () =>
      assert.equal(tolerated(maxFails, cached), expected));
});
