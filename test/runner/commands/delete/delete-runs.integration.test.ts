import assert from "node:assert/strict";
import { connectClients } from "../../../../runner/azure/clients.ts";
import { systemClock as clock } from "../../../../runner/clock.ts";
import { deleteRuns } from "../../../../runner/commands/delete/delete-runs.ts";
import { listRunUses } from "../../../../runner/commands/delete/list-run-uses.ts";
import { planDeletion } from "../../../../runner/commands/delete/plan-deletion.ts";
import { describeOnOwnCloud } from "../../on-cloud.ts";
import { jobOf } from "../../user.ts";

describeOnOwnCloud("deleteRuns on the local cloud", ({ cloud, user }) => {
  it("skips a run that another delete command removes at the same time", async () => {
    const { signal } = new AbortController();
    const clients = connectClients(cloud.outputs, { clock, signal, random: Math.random, onRetry: () => {} });
    const kept = jobOf(await user.submit({ "a.txt": "1" }, ["--keep-job"]));
    const removed = jobOf(await user.submit({ "a.txt": "2" }, ["--keep-job"]));
    const list = async function* (prefix: string) {
      const blobs = await Array.fromAsync(clients.application.list(prefix));
      await clients.application.delete(`runs/${removed}/manifest.ndjson.gz`);
      yield* blobs;
    };
    const application = { ...clients.application, list };
    const runs = await listRunUses({ ...clients, application }, clock.now());
    assert.deepEqual(
      runs.map(({ jobId }) => jobId),
      [kept],
    );
  });

  it("keeps inputs and code that a run starts to use while outputs are removed", async () => {
    const { signal } = new AbortController();
    const clients = connectClients(cloud.outputs, { clock, signal, random: Math.random, onRetry: () => {} });
    const old = jobOf(await user.submit({ "a.txt": "shared", "b.txt": "own" }, ["--keep-job"]));
    const planNow = async () =>
      planDeletion({ all: await listRunUses(clients, clock.now()), chosen: new Set([old]) });
    let begun = "";
    const planAgain = async () => {
      begun = jobOf(await user.submit({ "a.txt": "shared" }, ["--detach"]));
      return planNow();
    };
    const { inputs, bundles } = await deleteRuns({ plan: await planNow(), planAgain, clients, signal });
    assert.deepEqual([inputs.count, bundles.count], [1, 0]);
    const { exitCode, stderr } = await user.command(["watch", begun], { cwd: cloud.folder });
    assert.equal(exitCode, 0, stderr);
  });

  it("emits progress in each step", async () => {
    const job = jobOf(await user.submit({ "a.txt": "1", "b.txt": "2" }, ["--keep-job"]));
    // Each call returns a time one second later.
    let seconds = 0;
    const later = { ...clock, monotonicMs: () => 1000 * seconds++ };
    const words = ["delete", job, "--yes", "--json"];
    const { stdout } = await user.command(words, { cwd: cloud.folder, context: { clock: later } });
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const steps = events.filter(({ event }) => event === "removing");
    for (const step of ["reading", "listing", "removing"])
      assert(
        steps.some((event) => event.step === step && event.done > 0),
        `${step}: ${stdout}`,
      );
    const removing = steps.filter(({ step }) => step === "removing");
    assert(removing.every(({ done, total }) => done <= total && total > 0));
    assert.deepEqual(events.find(({ event }) => event === "removed")?.runs, [job]);
  });
});
