import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { outputOf, type TaskPlan, type Workload } from "../../../task/workload.ts";
import { batchClient } from "../../helpers/batch-client.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { filesOf, jobOf, reportOf } from "../user.ts";

const odd = ["-rf", 'it\'s a "b" & $(c) `d` {e} [f] g#h%41+.txt', "north/ä 水/x;y|z.txt"];
const names = [...odd, ...Array.from({ length: 300 }, (_, i) => `plain/${i}.txt`)];
const shared = Array.from({ length: 200 }, (_, i) => `${i}.txt`);

/** Records inputs, environment and shared files; its first attempt exits with 75. */
const lookAround = `
  find . -type f ! -name '.*' -print0 | xargs -0 cat -- > ../read
  env > env.txt
  pid=$$
  while [ "$pid" -gt 1 ]; do
    tr '\\0' '\\n' < /proc/$pid/environ >> env.txt || true
    pid=$(awk '/^PPid/ { print $2 }' /proc/$pid/status)
  done
  touch left
  cat ../read > read.txt
  ls "$WORKLOAD_DIR/shared" | wc -l > shared.txt
  "$WORKLOAD_DIR/shared/run.sh" >> shared.txt
  test -e ../again || { touch ../again; exit 75; }`;

// More than a task's resource files can contain: see job/stage-files.
describeOnCloud("tasks with hundreds of inputs", ({ cloud, user }) => {
  /** Submits these tasks; returns the id of their job and the files of the run. */
  const run = async (workload: Pick<Workload, "plan" | "files">) => {
    const cwd = await user.withInputs(Object.fromEntries(names.map((name) => [name, `in ${name}\n`])));
    const many: Workload = { description: "many inputs", command: "true", inputs: "none", ...workload };
    const context = { workloads: { many } };
    const said = await user.run(["many", "--json", "--input", "in/**/*"], { cwd, context });
    return { ...said, cwd, jobId: jobOf(said), files: await filesOf(cwd) };
  };

  it("get all inputs, results and shared files for each attempt, and no secret is written", async () => {
    const folder = join(cloud.folder, "shared");
    await mkdir(folder);
    for (const name of shared) await writeFile(join(folder, name), name, { mode: 0o644 });
    await writeFile(join(folder, "run.sh"), "#!/bin/bash\necho run\n", { mode: 0o755 });
    const first: TaskPlan = { name: "first", command: "echo result > r.txt", outputs: ["r.txt"] };
    const { exitCode, stdout, stderr, cwd, jobId, files } = await run({
      files: [pathToFileURL(folder)],
      plan: ({ inputs }) => [
        first,
        {
          name: "all",
          inputs: [...inputs, outputOf(first, "r.txt")],
          command: lookAround,
          outputs: ["read.txt", "env.txt", "shared.txt"],
          retries: { max: 1, on: [75] },
        },
      ],
    });
    assert.equal(exitCode, 0, stderr);
    const read = files.get("all/read.txt") ?? "";
    assert.deepEqual(read.trim().split("\n").sort(), [...names.map((name) => `in ${name}`), "result"].sort());
    assert.equal(files.get("all/shared.txt"), `${shared.length + 1}\nrun\n`);

    const texts = [["stdout", stdout], ["stderr", stderr], ...(await filesOf(cwd))];
    for (const name of ["application", "output"] as const) {
      const container = containerClient(cloud.outputs, name);
      for await (const blob of container.listBlobsFlat()) {
        const content = await container.getBlobClient(blob.name).downloadToBuffer();
        texts.push([blob.name, (blob.name.endsWith(".gz") ? gunzipSync(content) : content).toString()]);
      }
    }
    const batch = batchClient(cloud.outputs);
    const { jobPreparationTask = assert.fail("no preparation task"), ...job } = await batch.job.get(jobId);
    texts.push(["the job", JSON.stringify(job)]);
    const [firstTask, merge] = (await batch.task.list(jobId)).toSorted((a, b) =>
      (b.displayName ?? "").localeCompare(a.displayName ?? ""),
    );
    for (const task of [
      jobPreparationTask,
      firstTask ?? assert.fail("no task"),
      merge ?? assert.fail("no merge"),
    ]) {
      const { resourceFiles = [], environmentSettings = [], ...rest } = task;
      // The only place where a SAS is needed.
      assert.equal(JSON.stringify(environmentSettings).includes("sig="), task !== firstTask);
      assert.equal(resourceFiles.length, task === firstTask ? 0 : 1);
      texts.push([task.id ?? "", JSON.stringify({ ...rest, outputFiles: undefined })]);
    }
    for (const [name, text = ""] of texts)
      for (const secret of [cloud.outputs.storageAccountKey, "sig="])
        assert(!text.includes(secret), `${secret} in ${name}`);
  });

  it("get more arguments for each attempt than one Linux argument can contain", async () => {
    const args = Array.from({ length: 3000 }, (_, i) =>
      i === 7 ? "" : `it's "${i}"\n$(x) * ä`.padEnd(90, "-"),
    );
    const { exitCode, stderr, files } = await run({
      plan: ({ inputs }) =>
        [inputs, []].map((some, i) => ({
          name: `task${i}`,
          inputs: some,
          args,
          command: `test -e ../again || { touch ../again; exit 75; }; printf '%s\\0' "$@" > args`,
          outputs: ["args"],
          retries: { max: 1, on: [75] },
        })),
    });
    assert.equal(exitCode, 0, stderr);
    for (const task of ["task0", "task1"])
      assert.deepEqual(files.get(`${task}/args`)?.split("\0"), [...args, ""]);
  });

  it("fail with exit code 125 without running their program if an input is missing", async () => {
    const forgetful: TaskPlan = {
      name: "forgetful",
      command: "exit 1",
      outputs: ["r.txt"],
      ifFails: "continue",
    };
    const { cwd, exitCode, files } = await run({
      plan: ({ inputs }) => [
        forgetful,
        {
          name: "all",
          inputs: [...inputs, outputOf(forgetful, "r.txt")],
          command: "touch ran",
          outputs: ["ran"],
        },
      ],
    });
    assert.equal(exitCode, 100);
    const all = (await reportOf(cwd)).tasks.find(({ name }) => name === "all");
    assert.equal(all?.exitCode, 125);
    assert.match(all.stderr?.join("\n") ?? "", /InputError: forgetful\/r\.txt .*\bBlobNotFound\b/);
    assert(!files.has("all/ran"));
  });
});
