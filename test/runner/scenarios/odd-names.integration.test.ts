import assert from "node:assert/strict";
import type { TaskPlan, Workload } from "../../../task/workload.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { filesOf, jobOf, reportOf } from "../user.ts";

describeOnCloud("files with odd names", ({ cloud, user }) => {
  /** Submits tasks that write into their folder `out` and are named after the files they write. */
  const run = async (tasks: Readonly<Record<string, string>>) => {
    const cwd = await user.withInputs({});
    const plan = (): TaskPlan[] =>
      Object.entries(tasks).map(([name, command]) => ({
        name,
        command: `mkdir out; cd out; ${command}`,
        outputs: ["out/"],
      }));
    const odd: Workload = { description: "odd names", command: "true", plan };
    const said = await user.run(["odd", "--force"], { cwd, context: { workloads: { odd } } });
    return { ...said, cwd, files: await filesOf(cwd) };
  };

  it("are downloaded under their own names", async () => {
    const { exitCode, stderr, files } = await run({
      dots: "mkdir -p .d/e; echo 1 > .zarray; echo 2 > .d/x; echo 3 > .d/.y; echo 4 > .d/e/z; echo 5 > a",
      marks: `for n in '{a,b}' '+(x)' '[1]*?' 'a b' "it's" '"q"' '$HOME' '100%25' 'a#b&c?d' ä日😀 -n 'C:x'; do printf "%s\\n" "$n" > "./$n"; done`,
      link: "echo 1 > ../a; ln -s ../a link",
    });
    assert.equal(exitCode, 0, stderr);
    const text = (path: string) => files.get(`dots/out/${path}`);
    assert.deepEqual([".zarray", ".d/x", ".d/.y", ".d/e/z", "a"].map(text), [
      "1\n",
      "2\n",
      "3\n",
      "4\n",
      "5\n",
    ]);
    const marks = [...files].filter(([path]) => path.startsWith("marks/out/"));
    assert.equal(marks.length, 12);
    for (const [path, content] of marks) assert.equal(`${path}\n`, `marks/out/${content}`);
    assert.equal(files.get("link/out/link"), "1\n");
  });

  it("fail their task with exit code 123 and an OutputError per name that can't be downloaded", async () => {
    const { cwd, exitCode, stderr, files } = await run({
      line: "touch $'a\\nb'",
      bytes: "touch $'\\xff'",
      xml: "touch $'e\\e[31m' $'\\xef\\xbf\\xbe'",
      backslash: "mkdir a; touch 'a\\b' a/b",
      pipe: "mkfifo f; echo 1 > a",
      outside: "ln -s /etc/hostname h",
    });
    assert.equal(exitCode, 100, stderr);
    const { tasks } = await reportOf(cwd);
    const ended = tasks.map(({ name, exitCode: code }) => [name, code]);
    assert.deepEqual(Object.fromEntries(ended), {
      line: 123,
      bytes: 123,
      xml: 123,
      backslash: 123,
      pipe: 123,
      outside: 123,
    });
    const lines = tasks.flatMap((task) => task.stderr ?? []).join("\n");
    for (const name of ["$'out/a\\nb'", "$'out/\\377'", "$'out/e\\E[31m'", "out/a\\\\b", "out/f", "out/h"])
      assert(lines.includes(`OutputError: ${name}: `), `${name} in ${lines}`);
    assert.match(stderr, /OutputError: /);
    assert.equal(files.get("pipe/out/a"), "1\n");
  });

  it("reach tasks as inputs under their own names", async () => {
    const names = [".zarray", ".d/.x", "{a,b}", "it's [1]*?", "$HOME", "ä 日😀", "-n", "100%25#&"];
    const cwd = await user.withInputs(Object.fromEntries(names.map((name) => [name, name])));
    const odd: Workload = {
      description: "odd names",
      command: `for n in "$@"; do [ "$(cat "./$n")" = "$n" ] || exit 1; done; echo $# > out`,
      inputs: "none",
      plan: ({ inputs }) => [{ inputs, args: inputs.map(({ name }) => name), outputs: ["out"] }],
    };
    const context = { workloads: { odd } };
    const { exitCode, stderr } = await user.run(["odd", "--force", "--input", "in/**"], { cwd, context });
    assert.equal(exitCode, 0, stderr);
    assert.equal((await filesOf(cwd)).get("out"), `${names.length}\n`);
  });

  it("are removed from storage with their run", async () => {
    const jobId = jobOf(await run({ odd: "touch .a ä '{b}' $'c\\ed'" }));
    const { exitCode, stderr } = await user.command(["delete", jobId, "--yes"], { cwd: cloud.folder });
    assert.equal(exitCode, 0, stderr);
    const left = containerClient(cloud.outputs, "output").listBlobsFlat({ prefix: `${jobId}/` });
    assert.deepEqual(await Array.fromAsync(left), []);
  });
});
