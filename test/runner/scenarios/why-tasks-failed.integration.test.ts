import assert from "node:assert/strict";
import { defineWorkload } from "../../../task/workload.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, eventOf, jobOf, reportOf } from "../user.ts";

/** Plans a task per argument, which is its command. */
const shell = defineWorkload({
  description: "for tests",
  command: 'eval "$1"',
  plan: ({ args }) => args.map((arg, i) => ({ name: `t${i}`, args: [arg], outputs: ["out.txt"] })),
});

describeOnCloud("cause of a failed task", ({ user }) => {
  const context = { workloads: { shell } };
  const submit = async (...commands: string[]): Promise<CommandOutput & { job: string; cwd: string }> => {
    const cwd = await user.withInputs({});
    const said = await user.run(["shell", "--keep-job", "--", ...commands], { cwd, context });
    assert.equal(said.exitCode, 100, said.stderr);
    return { ...said, cwd, job: jobOf(said) };
  };

  it("is shown by the end of stdout in submit, logs and status if stderr is empty", async () => {
    const { job, cwd, stderr } = await submit("seq 10000; echo the reason; exit 1");
    const [task] = (await reportOf(cwd)).tasks;
    assert.deepEqual(
      [task?.code, task?.exitCode, task?.stdout?.at(-1)],
      ["FailureExitCode", 1, "the reason"],
    );
    assert.match(stderr, /( {2}\| \d+\n)+ {2}\| the reason\n.*stdout\.txt$/m);
    const { stdout } = await user.command(["logs", job], { cwd });
    assert.match(stdout, /<==\n\d{4}\n[\s\S]*\nthe reason\n$/);
    assert(stdout.length < 9000);
    assert.match((await user.command(["status", job], { cwd })).stdout, /the reason/);
    assert.doesNotMatch((await user.command(["logs", job, "--only", "stderr"], { cwd })).stdout, /reason/);
  });

  it("is shown without stdout if the task wrote to stderr", async () => {
    const { job, cwd, stderr } = await submit("echo something else; echo the reason >&2; exit 1");
    const { stdout } = await user.command(["logs", job], { cwd });
    for (const text of [stderr, stdout]) assert.match(text, /the reason/);
    assert.doesNotMatch(stderr + stdout, /something else\n/);
  });

  it("is shown with the missing output and the files that the task wrote instead", async () => {
    const { stderr } = await submit("touch a.csv; mkdir sub; touch sub/out.txt");
    assert.match(stderr, /OutputError: out\.txt: .* a\.csv, sub\/out\.txt\b/);
  });

  it("is shown without the folders of the node", async () => {
    const { cwd, stderr } = await submit('echo "cat: $PWD/in/a.txt: no such row" >&2; exit 2');
    assert.equal((await reportOf(cwd)).tasks[0]?.exitCode, 2);
    assert.match(stderr, /: cat: in\/a\.txt: no such row\n {2}\| cat: in\/a\.txt: no such row\n/);
  });

  it("is explained by a hint in submit, status, watch, events and report", async () => {
    const { job, cwd, stderr } = await submit("nosuch-program --flag");
    const hint = /^ {2}nosuch-program .*"packages".*"files"/m;
    assert.match(stderr, hint);
    assert.equal((await reportOf(cwd)).tasks[0]?.hint, "ProgramNotFound");
    assert.match((await user.command(["status", job], { cwd })).stdout, hint);
    assert.match((await user.command(["watch", job], { cwd })).stderr, hint);
    const { failures } = eventOf(await user.command(["status", job, "--json"], { cwd }), "status");
    assert.equal(failures[0]?.hint?.code, "ProgramNotFound");
  });

  it("has no hint about memory if the task was killed at its time limit", async () => {
    const cwd = await user.withInputs({});
    const slow = defineWorkload({
      description: "for tests",
      command: "sleep 60",
      timeout: "1s",
      plan: () => [{}],
    });
    const said = await user.run(["slow", "--yes"], { cwd, context: { workloads: { slow } } });
    const [task] = (await reportOf(cwd)).tasks;
    assert.deepEqual([said.exitCode, task?.code, task?.hint], [100, "TaskEnded", undefined]);
  });

  it("is shown for each of nine causes by submit and status, for the last four in one line", async () => {
    const exits = Array.from({ length: 9 }, (_, i) => i + 1);
    const { stderr, job, cwd } = await submit(...exits.map((exit) => `exit ${exit}`));
    const tasks = /\bt\d-[0-9a-f]{16}\b/g;
    assert.equal(new Set(stderr.match(tasks)).size, 9);
    assert.equal(stderr.match(/^ .* \(t\d-[0-9a-f]{16}\)$/gm)?.length, 4);
    const { stdout } = await user.command(["status", job], { cwd });
    assert.equal(new Set(stdout.match(tasks)).size, 9);
    const { failures } = eventOf(await user.command(["status", job, "--json"], { cwd }), "status");
    const found = failures.map(({ count, sample: { code, exitCode } }) => [count, code, exitCode]);
    assert.deepEqual(
      found.sort(),
      exits.map((exit) => [1, "FailureExitCode", exit]),
    );
  });
});
