import assert from "node:assert/strict";
import { describeOnCloud } from "../../on-cloud.ts";
import { countsOf, jobOf, reportOf } from "../../user.ts";

describeOnCloud("commands if the run's workload can't be loaded", ({ user }) => {
  const context = { workloads: { probe: () => Promise.reject(new SyntaxError("Unexpected token")) } };

  it("show, download, cancel and remove the run", async () => {
    const { cwd, ...said } = await user.submit({ "a.txt": "a" }, ["--keep-job"]);
    const job = jobOf(said);
    for (const words of [
      ["status", job],
      ["watch", job],
      ["logs", job],
      ["download", job],
      ["cancel", job, "--yes"],
      ["delete", job, "--yes"],
    ]) {
      const { exitCode, stderr } = await user.command(words, { cwd, context });
      assert.equal(exitCode, 0, `${words}: ${stderr}`);
    }
  });

  it("finish the run on resume without the workload's columns, and report why", async () => {
    const { cwd: _, ...said } = await user.submit({ "b.txt": "b" }, ["--detach"]);
    const cwd = await user.withInputs({});
    const { exitCode, stderr } = await user.run(["--resume", jobOf(said), "--yes"], { cwd, context });
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /\bprobe\b.*Unexpected token/);
    assert.deepEqual(countsOf(await reportOf(cwd)), [1, 0, 0]);
  });

  it("refuse to submit the workload, and name it", async () => {
    const { exitCode, code, stderr } = await user.submit({ "c.txt": "c" }, [], { context });
    assert.deepEqual([exitCode, code], [2, "WorkloadNotLoaded"]);
    assert.match(stderr, /\bprobe .*Unexpected token/);
  });
});
