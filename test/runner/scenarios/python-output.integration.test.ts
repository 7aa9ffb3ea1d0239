import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineWorkload } from "../../../task/workload.ts";
import { hasPython } from "../../helpers/python.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { filesOf, jobOf } from "../user.ts";

describeOnCloud("output of a Python program", ({ cloud, user }) => {
  before(function () {
    if (!hasPython()) this.skip();
  });

  const workloadOf = (script: string, settings: { readonly env?: Record<string, string> } = {}) =>
    defineWorkload({
      description: "for tests",
      command: `python3 -c '${script}'`,
      timeout: "30s",
      plan: () => [{ name: "task" }],
      ...settings,
    });

  it("is shown by logs -f while the program runs", async () => {
    const cwd = await user.withInputs({});
    const gate = join(cwd, "gate");
    const script = `
import os, time
print("first")
while not os.path.exists("${gate}"): time.sleep(0.05)
print("last")`;
    const context = { workloads: { mine: workloadOf(script) } };
    const job = jobOf(await user.run(["mine", "--detach"], { cwd, context }));
    const { stdout } = await user.command(["logs", job, "task", "-f", "--json"], {
      cwd: cloud.folder,
      onEvent: (event) => {
        if (event.event === "log" && event.text.includes("first")) void writeFile(gate, "");
      },
    });
    assert.match(stdout, /first[\s\S]*last/);
  });

  it("is complete if the program is killed at the task's time limit", async () => {
    const cwd = await user.withInputs({});
    const slow = { ...workloadOf('print("before"); import time; time.sleep(60)'), timeout: "1s" };
    const { exitCode } = await user.run(["mine", "--yes"], { cwd, context: { workloads: { mine: slow } } });
    const logs = [...(await filesOf(cwd))].filter(([name]) => name.endsWith("stdout.txt"));
    assert.deepEqual([exitCode, ...logs.map(([, text]) => text)], [100, "before\n"]);
  });

  it("is buffered if the workload's variables say so", async () => {
    const cwd = await user.withInputs({});
    const script = "import sys; print(sys.stdout.write_through)";
    const buffered = workloadOf(script, { env: { PYTHONUNBUFFERED: "" } });
    const said = await user.run(["mine", "--yes"], { cwd, context: { workloads: { mine: buffered } } });
    assert.equal(said.exitCode, 0, said.stderr);
    const [, text] = [...(await filesOf(cwd))].find(([name]) => name.endsWith("stdout.txt")) ?? [];
    assert.equal(text, "False\n");
  });
});
