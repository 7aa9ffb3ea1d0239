import assert from "node:assert/strict";
import { killRunner } from "../../robustness/runner-kill.ts";
import { describeOnCloud } from "../on-cloud.ts";

describeOnCloud("submit, killed after a response of Azure, with its folder lost", ({ cloud }) => {
  // `npm run runner-kills` does the same after every response and at random moments.
  for (const [answers, left] of [
    [3, "nothing"],
    [6, "plan"],
    [8, "job"],
    [20, "job"],
  ] as const) {
    it(`leaves ${left} after ${answers} responses; another machine finishes the run and runs no task twice`, async () => {
      const result = await killRunner(cloud, { KILL_AFTER_ANSWERS: String(answers) }, `after${answers}`);
      assert.deepEqual([result.killed, result.left, Object.values(result.flaws).flat()], [true, left, []]);
    });
  }
});
