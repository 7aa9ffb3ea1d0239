import assert from "node:assert/strict";
import { killRunner } from "../robustness/runner-kill.ts";
import { describeOnCloud } from "./on-cloud.ts";

describeOnCloud("submit that is killed, on a machine whose folder is gone", ({ cloud }) => {
  // `npm run runner-kills` does the same after every answer and at random moments.
  for (const [answers, left] of [
    [3, "nothing"],
    [6, "plan"],
    [8, "job"],
    [20, "job"],
  ] as const) {
    it(`comes to its end elsewhere, each task run once, after ${answers} answers of Azure: ${left}`, async () => {
      const result = await killRunner(cloud, { KILL_AFTER_ANSWERS: String(answers) }, `after${answers}`);
      assert.deepEqual([result.killed, result.left, Object.values(result.flaws).flat()], [true, left, []]);
    });
  }
});
