import assert from "node:assert/strict";
import { defineWorkload } from "../../task/workload.ts";
import { describeOnCloud } from "./on-cloud.ts";
import type { Said } from "./user.ts";

/** A task for each argument, which is its command. */
const shell = defineWorkload({
  description: "for tests",
  command: 'eval "$1"',
  plan: ({ args }) => args.map((arg, i) => ({ name: `t${i}`, args: [arg], outputs: ["out.txt"] })),
});

describeOnCloud("why tasks failed", ({ user }) => {
  const world = { workloads: { shell } };
  const submit = async (...commands: string[]): Promise<Said & { job: string; cwd: string }> => {
    const cwd = await user.withInputs({});
    const said = await user.run(["shell", "--keep-job", "--", ...commands], { cwd, world });
    assert.equal(said.exitCode, 100, said.stderr);
    return { ...said, cwd, job: /Job (shell-\S+)/.exec(said.stderr)?.[1] ?? assert.fail(said.stderr) };
  };

  it("shows the end of stdout of a task that wrote nothing to stderr, in all commands", async () => {
    const { job, cwd, stderr } = await submit("seq 10000; echo the reason; exit 1");
    assert.match(
      stderr,
      /^1 task failed: exit code 1: the reason\n( {2}\| \d+\n)+ {2}\| the reason\n.*stdout\.txt$/m,
    );
    const { stdout } = await user.command(["logs", job], { cwd });
    assert.match(stdout, /<==\n\d{4}\n[\s\S]*\nthe reason\n$/);
    assert(stdout.length < 9000);
    assert.match((await user.command(["status", job], { cwd })).stdout, /the reason/);
    assert.doesNotMatch((await user.command(["logs", job, "--only", "stderr"], { cwd })).stdout, /reason/);
  });

  it("shows stderr alone of a task that wrote to it", async () => {
    const { job, cwd, stderr } = await submit("echo something else; echo the reason >&2; exit 1");
    assert.doesNotMatch(stderr + (await user.command(["logs", job], { cwd })).stdout, /something else/);
  });

  it("names what a task wrote instead of an output", async () => {
    const { stderr } = await submit("touch a.csv; mkdir sub; touch sub/out.txt");
    assert.match(stderr, /^1 task failed: .*out\.txt.* a\.csv, sub\/out\.txt\b/m);
  });

  it("names files without the folders of the node", async () => {
    const { stderr } = await submit('echo "cat: $PWD/in/a.txt: no such row" >&2; exit 2');
    assert.match(
      stderr,
      /^1 task failed: exit code 2: cat: in\/a\.txt: no such row\n {2}\| cat: in\/a\.txt/m,
    );
  });

  it("has a line for each further cause", async () => {
    const { stderr, job, cwd } = await submit(...Array.from({ length: 9 }, (_, i) => `exit ${i + 1}`));
    for (let code = 1; code <= 9; code++) assert.match(stderr, new RegExp(`exit code ${code}\\b`));
    assert.equal(stderr.match(/^ {2}1 × exit code \d.* \(t\d.*\)$/gm)?.length, 4);
    const { stdout } = await user.command(["status", job], { cwd });
    for (let code = 1; code <= 9; code++) assert.match(stdout, new RegExp(`exit code ${code}\\b`));
  });
});
