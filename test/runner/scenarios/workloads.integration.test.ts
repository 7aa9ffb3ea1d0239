import assert from "node:assert/strict";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { product, range } from "../../../task/sweep.ts";
import {
  defineWorkload,
  matching,
  outputOf,
  stored,
  type TaskPlan,
  type Workload,
} from "../../../task/workload.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, countsOf, eventsOf, filesOf, reportOf } from "../user.ts";

type Run = CommandOutput & { readonly cwd: string };

describeOnCloud("workloads on the local cloud", ({ cloud, user }) => {
  const run = async (workload: Workload, ...flags: readonly string[]): Promise<Run> => {
    const cwd = await user.withInputs({});
    const workloads = { mine: workload };
    return { cwd, ...(await user.run(["mine", "--yes", ...flags], { cwd, context: { workloads } })) };
  };

  const results = async (said: Run): Promise<Map<string, string>> => {
    assert.equal(said.exitCode, 0, said.stderr);
    return filesOf(said.cwd);
  };

  it("stages shared files and folders with their modes, and runs a command of several lines", async () => {
    const folder = join(await user.withInputs({}), "shared");
    await mkdir(join(folder, "deep"), { recursive: true });
    await writeFile(join(folder, "greet"), '#!/bin/bash\necho "$GREETING, $1"\n');
    await chmod(join(folder, "greet"), 0o755);
    await writeFile(join(folder, "deep/it's data"), "all of it");
    const workload = defineWorkload({
      description: "",
      command: `
        "$WORKLOAD_DIR/shared/greet" "$1" > out.txt   # it's \\ quoted
        cat "$WORKLOAD_DIR/shared/deep/it's data" >> out.txt
        [ ! -x "$WORKLOAD_DIR/shared/deep/it's data" ]`,
      files: [pathToFileURL(`${folder}/`)],
      env: { GREETING: "Hello" },
      plan: () => ["a", "b c"].map((name) => ({ name, args: [name], outputs: ["out.txt"] })),
    });
    const files = await results(await run(workload));
    assert.equal(files.get("a/out.txt"), "Hello, a\nall of it");
    assert.equal(files.get("b c/out.txt"), "Hello, b c\nall of it");
    await writeFile(join(folder, "deep/it's data"), "something else");
    assert.equal((await results(await run(workload))).get("a/out.txt"), "Hello, a\nsomething else");
  });

  it("stages a whole folder, including node_modules, .git, dot files and empty folders", async () => {
    const folder = join(await user.withInputs({}), "app");
    const wanted = ["node_modules/a/index.js", ".git/config", ".env", "node_modules/.bin/a"];
    for (const name of [...wanted, "__pycache__/a.pyc", ".DS_Store"]) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), name);
    }
    for (const name of ["empty/it's", ".git/refs"]) await mkdir(join(folder, name), { recursive: true });
    const workload = defineWorkload({
      description: "",
      command: `cd "$WORKLOAD_DIR"; find . | sort > "$AZ_BATCH_TASK_WORKING_DIR/list"`,
      files: [pathToFileURL(folder)],
      plan: () => [{ outputs: ["list"] }],
    });
    const listed = (await results(await run(workload))).get("list")?.split("\n") ?? [];
    for (const name of [...wanted, "empty/it's", ".git/refs"]) assert(listed.includes(`./app/${name}`), name);
    assert(!listed.some((path) => /pycache|DS_Store/.test(path)), listed.join());
  });

  it("fails a task at the first command that fails, also inside a pipe", async () => {
    const workload = defineWorkload({
      description: "",
      command: "false | cat; echo not here",
      plan: () => [{}],
    });
    const { cwd, exitCode } = await run(workload);
    assert.equal(exitCode, 100);
    const [task] = (await reportOf(cwd)).tasks;
    assert.equal(task?.exitCode, 1);
    assert.equal((await filesOf(cwd)).get(`logs/${task.taskId}/stdout.txt`), "");
  });

  const sweep = (command: string): Workload =>
    defineWorkload({
      description: "",
      command,
      plan: () => {
        const points = product({ x: range(1, 3), y: [10, 20] }).map(({ x, y }) => ({
          name: `${x}-${y}`,
          args: [x, y],
          outputs: ["sum"],
        }));
        const total: TaskPlan = {
          name: "total",
          command: "cat */sum | paste -sd+ | bc > total || cat */sum | awk '{s+=$1} END {print s}' > total",
          inputs: points.map((point) => outputOf(point, "sum")),
          outputs: ["total"],
        };
        const last = { name: "last", after: [total], command: "echo after > done", outputs: ["done"] };
        return [last, total, ...points];
      },
    });

  it("runs a sweep and the tasks after it once", async () => {
    const workload = sweep('echo $(($1 + $2)) > "sum"');
    const first = await run(workload);
    const files = await results(first);
    assert.equal(files.get("total/total"), "102\n");
    assert.equal(files.get("last/done"), "after\n");
    assert.deepEqual(countsOf(await reportOf((await run(workload)).cwd)), [8, 0, 8]);
  });

  it("reports tasks blocked by a failed one; --only-failed runs these three", async () => {
    const marker = join(await user.withInputs({}), "fixed");
    const workload = sweep(`[ "$1-$2" != 2-20 ] || [ -e '${marker}' ]; echo $(($1 + $2)) > sum`);
    const failed = await run(workload);
    assert.equal(failed.exitCode, 100);
    const report = await reportOf(failed.cwd);
    assert.deepEqual(countsOf(report), [5, 3, 0]);
    const codes = report.tasks.filter(({ succeeded }) => !succeeded).map(({ name, code }) => [name, code]);
    assert.deepEqual(Object.fromEntries(codes), {
      "2-20": "FailureExitCode",
      last: "UpstreamFailed",
      total: "UpstreamFailed",
    });
    await writeFile(marker, "");
    const cwd = await user.withInputs({});
    const { exitCode, stderr } = await user.run(["--only-failed", report.jobId, "--yes"], { cwd });
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(countsOf(await reportOf(cwd)), [8, 0, 5]);
  });

  it("runs stored inputs in natural order and changed ones again, and refuses reserved names", async () => {
    const container = containerClient(cloud.outputs, "input");
    const put = (name: string, text: string) =>
      container.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
    await put("photos/10 b.txt", "ten");
    await put("photos/2 a.txt", "two");
    await put("other/c.txt", "none of these");
    const workload = defineWorkload({
      description: "",
      command: 'tr a-z A-Z < "$1" > "$2"',
      inputs: stored(container.containerName, "photos/"),
      plan: ({ inputs }) =>
        inputs.map((file) => ({
          inputs: [file],
          args: [file.name, `${file.name}.out`],
          outputs: [`${file.name}.out`],
        })),
    });
    const said = await run(workload);
    const files = await results(said);
    assert.deepEqual([files.get("2 a.txt.out"), files.get("10 b.txt.out")], ["TWO", "TEN"]);
    assert.match(said.stdout, /2 a\.txt[\s\S]*10 b\.txt/);
    assert.doesNotMatch(said.stdout, /c\.txt/);
    await put("photos/2 a.txt", "zwei");
    const again = await run(workload);
    assert.equal((await results(again)).get("2 a.txt.out"), "ZWEI");
    assert.deepEqual(countsOf(await reportOf(again.cwd)), [2, 0, 1]);
    for (const name of [".batch-staged", ".batch-new"]) await put(`photos/${name}`, "");
    const { exitCode, code, stderr } = await run(workload);
    assert.deepEqual([exitCode, code], [2, "InvalidInputName"], stderr);
    for (const name of [".batch-staged", ".batch-new"]) assert(stderr.includes(`photos/${name} `), stderr);
    for (const name of [".batch-staged", ".batch-new"]) await container.deleteBlob(`photos/${name}`);
  });

  it("downloads outputs by pattern and by folder, and fails a task if a pattern or folder matches nothing", async () => {
    const workload = defineWorkload({
      description: "",
      command:
        'mkdir -p frames/deep; echo 1 > frames/1; echo 2 > frames/deep/2; echo "$1" > "$1.csv"; touch none',
      plan: () => [
        { name: "a", args: ["x-1"], outputs: ["frames/", matching("*.csv")] },
        {
          name: "b",
          args: ["x-1"],
          outputs: ["frames/", matching("x-*.csv"), matching("*.png", { isOptional: true })],
        },
        { name: "c", args: ["x"], outputs: [matching("*.png"), matching("*.txt"), "empty/"] },
      ],
      row: (outputs) => [[...outputs.keys()].join()],
      columns: ["files"],
    });
    const said = await run(workload);
    assert.equal(said.exitCode, 100);
    const { tasks } = await reportOf(said.cwd);
    assert.deepEqual(
      tasks.map(({ name, exitCode }) => [name, exitCode]),
      [
        ["a", 0],
        ["b", 0],
        ["c", 123],
      ],
    );
    assert.match(tasks[2]?.stderr?.join("\n") ?? "", /^OutputError: \*\.png: /m);
    assert.match(said.stdout, /^a\tframes\/1,frames\/deep\/2,x-1\.csv\t/m);
    const files = await filesOf(said.cwd);
    const own = [...files.keys()].filter((name) => /^[abc]\//.test(name)).sort();
    const expected = ["a", "b"].map((task) => [
      `${task}/frames/1`,
      `${task}/frames/deep/2`,
      `${task}/x-1.csv`,
    ]);
    assert.deepEqual(own, expected.flat());
  });

  it("ends a task at its timeout and retries only the exit codes that the task names", async () => {
    const workload = defineWorkload({
      description: "",
      command: '[ "$1" != slow ] || sleep 60; exit 75',
      timeout: "1s",
      plan: () => [
        { name: "slow", args: ["slow"] },
        { name: "again", args: ["again"], timeout: "1m", retries: { max: 2, on: [75] } },
      ],
    });
    const { exitCode, cwd } = await run(workload);
    assert.equal(exitCode, 100);
    const { tasks } = await reportOf(cwd);
    assert.deepEqual(
      tasks.map(({ name, retryCount, exitCode: code }) => [name, retryCount, code === 75]),
      [
        ["slow", 0, false],
        ["again", 2, true],
      ],
    );
  });

  it("refuses a task with more slots than a node has, and uploads nothing", async () => {
    const big = defineWorkload({
      description: "",
      command: "true",
      slots: 99,
      plan: () => [{ name: "big" }],
    });
    const said = await run(big, "--json");
    assert.deepEqual([said.exitCode, said.code], [2, "TooManySlots"]);
    for (const shown of ['"big"', "got 99", ` ${cloud.outputs.poolId} `])
      assert(said.stderr.includes(shown), said.stderr);
    assert.deepEqual(
      eventsOf(said).map(({ event }) => event),
      ["environment"],
    );
  });
});
