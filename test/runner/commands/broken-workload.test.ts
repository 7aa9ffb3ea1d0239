import assert from "node:assert/strict";
import { describeOnCloud } from "../on-cloud.ts";
import { filesOf, jobOf } from "../user.ts";

describeOnCloud("commands where the run's workload can't be loaded any more", ({ user }) => {
  const world = { workloads: { probe: () => Promise.reject(new SyntaxError("Unexpected token")) } };

  it("show, fetch, cancel and remove the run", async () => {
    const { cwd, ...said } = await user.submit({ "a.txt": "a" }, ["--keep-job"]);
    const job = jobOf(said);
    for (const words of [
      ["status", job],
      ["watch", job],
      ["logs", job],
      ["download", job],
      ["cancel", job, "--yes"],
      ["clean", job, "--yes"],
    ]) {
      const { exitCode, stderr } = await user.command(words, { cwd, world });
      assert.equal(exitCode, 0, `${words}: ${stderr}`);
    }
  });

  it("resume finishes the run, without the workload's columns", async () => {
    const { cwd: _, ...said } = await user.submit({ "b.txt": "b" }, ["--detach"]);
    const cwd = await user.withInputs({});
    const { exitCode, stderr } = await user.run(["--resume", jobOf(said), "--yes"], { cwd, world });
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /workload probe/);
    assert([...(await filesOf(cwd)).keys()].includes("report.json"));
  });

  it("submit of it is refused, and names it", async () => {
    const { exitCode, stderr } = await user.submit({ "c.txt": "c" }, [], { world });
    assert.equal(exitCode, 2);
    assert.match(stderr, /^Error: workload probe .*Unexpected token/);
  });
});
