import assert from "node:assert/strict";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { product, range } from "../../task/sweep.ts";
import {
  defineWorkload,
  matching,
  outputOf,
  stored,
  type TaskPlan,
  type Workload,
} from "../../task/workload.ts";
import { containerClient } from "../helpers/container-client.ts";
import { describeOnCloud } from "./on-cloud.ts";
import { filesOf, type Said } from "./user.ts";

describeOnCloud("workloads, against the local cloud", ({ cloud, user }) => {
  const run = async (workload: Workload): Promise<Said & { readonly cwd: string }> => {
    const cwd = await user.withInputs({});
    const workloads = { mine: workload };
    return { cwd, ...(await user.run(["mine", "--yes"], { cwd, world: { workloads } })) };
  };

  const results = async (said: Said & { readonly cwd: string }): Promise<Map<string, string>> => {
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

  it("stages all of a folder, also node_modules, .git, dot files and empty folders", async () => {
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

  it("ends a command at its first failure, in a pipe too", async () => {
    const workload = defineWorkload({
      description: "",
      command: "false | cat; echo not here",
      plan: () => [{}],
    });
    const { exitCode, stderr } = await run(workload);
    assert.equal(exitCode, 100);
    assert.match(stderr, /1 task failed: exit code 1/);
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

  it("merges a sweep, and does not do again what was done", async () => {
    const workload = sweep('echo $(($1 + $2)) > "sum"');
    const first = await run(workload);
    const files = await results(first);
    assert.equal(files.get("total/total"), "102\n");
    assert.equal(files.get("last/done"), "after\n");
    const again = await run(workload);
    assert.match(again.stderr, /8 tasks succeeded \(done by earlier runs\)/);
  });

  it("tells which tasks did not run because of a failed one, ends the job, and does only these again", async () => {
    const marker = join(await user.withInputs({}), "mended");
    const workload = sweep(`[ "$1-$2" != 2-20 ] || [ -e '${marker}' ]; echo $(($1 + $2)) > sum`);
    const failed = await run(workload);
    assert.equal(failed.exitCode, 100);
    assert.match(failed.stderr, /1 task failed: exit code 1/);
    assert.match(failed.stderr, /2 tasks failed: did not run: "2-20" failed/);
    assert.match(failed.stderr, /5 succeeded, 3 failed/);
    const report = JSON.parse((await filesOf(failed.cwd)).get("report.json") ?? "");
    await writeFile(marker, "");
    const { exitCode, stderr } = await user.run(["--only-failed", report.jobId, "--yes"], {
      cwd: await user.withInputs({}),
    });
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /8 tasks succeeded \(5 of them done by earlier runs\)/);
  });

  it("takes inputs that are in storage already as they are, and does not send them", async () => {
    const container = containerClient(cloud.outputs, "input");
    const put = (name: string, text: string) =>
      container.getBlockBlobClient(name).upload(text, Buffer.byteLength(text));
    await put("photos/10 b.txt", "ten");
    await put("photos/2 a.txt", "two");
    await put("other/c.txt", "none of these");
    const workload = defineWorkload({
      description: "",
      command: 'tr a-z A-Z < "$1" > "$2"',
      inputs: stored("input", "photos/"),
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
    assert.match(again.stderr, /2 tasks succeeded \(1 of them done by earlier runs\)/);
    assert.equal((await results(again)).get("2 a.txt.out"), "ZWEI");
    for (const name of [".batch-staged", ".batch-new"]) await put(`photos/${name}`, "");
    const { exitCode, stderr } = await run(workload);
    assert.equal(exitCode, 2, stderr);
    for (const name of [".batch-staged", ".batch-new"]) assert(stderr.includes(`photos/${name} `), stderr);
    for (const name of [".batch-staged", ".batch-new"]) await container.deleteBlob(`photos/${name}`);
  });

  it("brings outputs by pattern and by folder, and misses those that match nothing", async () => {
    const workload = defineWorkload({
      description: "",
      command:
        'mkdir -p frames/deep; echo 1 > frames/1; echo 2 > frames/deep/2; echo "$1" > "$1.csv"; touch none',
      plan: () => [
        { name: "a", args: ["x"], outputs: ["frames/", matching("*.csv")] },
        {
          name: "b",
          args: ["x"],
          outputs: ["frames/", matching("*.csv"), matching("*.png", { isOptional: true })],
        },
        { name: "c", args: ["x"], outputs: [matching("*.png"), matching("*.txt"), "empty/"] },
      ],
      row: (outputs) => [[...outputs.keys()].join()],
      columns: ["files"],
    });
    const said = await run(workload);
    assert.equal(said.exitCode, 100);
    assert.match(said.stderr, /exit code 123: OutputError: \*\.png: /);
    assert.match(said.stdout, /│ a +│ frames\/1,frames\/deep\/2,x\.csv +│/);
    const files = await filesOf(said.cwd);
    const own = [...files.keys()].filter((name) => /^[abc]\//.test(name)).sort();
    assert.deepEqual(own, [
      "a/frames/1",
      "a/frames/deep/2",
      "a/x.csv",
      "b/frames/1",
      "b/frames/deep/2",
      "b/x.csv",
    ]);
  });

  it("ends a task that takes too long, and tries its exit codes again as it says", async () => {
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
    const { tasks } = JSON.parse((await filesOf(cwd)).get("report.json") ?? "");
    assert.deepEqual(
      tasks.map(({ name, retryCount, exitCode: code }: Record<string, unknown>) => [
        name,
        retryCount,
        code === 75,
      ]),
      [
        ["slow", 0, false],
        ["again", 2, true],
      ],
    );
  });

  it("refuses what no node of the pool could take before anything is sent", async () => {
    const big = defineWorkload({
      description: "",
      command: "true",
      slots: 99,
      plan: () => [{ name: "big" }],
    });
    const { exitCode, stderr } = await run(big);
    assert.equal(exitCode, 2);
    assert.match(stderr, /task "big" takes 99 slots, and a node of pool \S+ has \d+/);
    assert.doesNotMatch(stderr, /Uploaded|Job mine/);
  });
});
