import assert from "node:assert/strict";
import { planClean } from "../../../runner/clean/plan-clean.ts";
import { remove } from "../../../runner/clean/remove.ts";
import { survey } from "../../../runner/clean/survey.ts";
import { connectClients } from "../../../runner/clients.ts";
import { systemClock as clock } from "../../../runner/clock.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { jobOf } from "../user.ts";

describeOnCloud("clean/remove, against the local cloud", ({ cloud, user }) => {
  it("leaves inputs and code that somebody begins to use while outputs are removed", async () => {
    const { signal } = new AbortController();
    const clients = connectClients(cloud.outputs, { clock, signal, random: Math.random, onRetry: () => {} });
    const old = jobOf(await user.submit({ "a.txt": "shared", "b.txt": "own" }, ["--keep-job"]));
    const planNow = async () =>
      planClean({ all: await survey(clients, clock.now()), chosen: new Set([old]) });
    let begun = "";
    const planAgain = async () => {
      begun = jobOf(await user.submit({ "a.txt": "shared" }, ["--detach"]));
      return planNow();
    };
    const { inputs, bundles } = await remove({ plan: await planNow(), planAgain, clients, signal });
    assert.deepEqual([inputs.count, bundles.count], [1, 0]);
    const { exitCode, stderr } = await user.command(["watch", begun], { cwd: cloud.folder });
    assert.equal(exitCode, 0, stderr);
  });
});
