import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { batchClient } from "../../../helpers/batch-client.ts";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { until } from "../../../helpers/until.ts";
import { describeOnOwnCloud } from "../../on-cloud.ts";
import { type CommandOutput, jobOf } from "../../user.ts";

describeOnOwnCloud("logs on the local cloud", ({ cloud, user }) => {
  let jobId: string;
  /** File that the task on wait.txt waits for. */
  let sign: string;
  const logs = (...words: string[]) => user.command(["logs", ...words], { cwd: cloud.folder });

  before(async () => {
    sign = join(cloud.folder, "sign");
    const inputs = { "wait.txt": `wait ${sign}`, "a.txt": "fail no a", "b.txt": "fail no b" };
    jobId = jobOf(await user.submit(inputs, ["--detach"]));
    await user.untilStatus(jobId, ({ counts }) => counts.failed === 2 && counts.running === 1);
    // A running task may not have written anything yet.
    await until(async () => (await logs(jobId, "wait.txt")).stderr !== "");
  });

  it("prints each stream of a running task separately, from the node", async () => {
    const { exitCode, stdout, stderr } = await logs(jobId, "wait.txt");
    const expected = { exitCode: 0, stdout: "working on wait.txt\n", stderr: `waiting for ${sign}\n` };
    assert.deepEqual({ exitCode, stdout, stderr }, expected);
  });

  it("follows a task to its end and prints each byte once", async () => {
    const onStderr = (piece: string): void => {
      if (piece.includes("waiting for")) void writeFile(sign, "");
    };
    const printed = ({ exitCode, stdout, stderr }: CommandOutput) => ({ exitCode, stdout, stderr });
    const followed = await user.command(["logs", jobId, "wait.txt", "-f"], { cwd: cloud.folder, onStderr });
    const expected = {
      exitCode: 0,
      stdout: "working on wait.txt\nwent on\n",
      stderr: `waiting for ${sign}\n`,
    };
    assert.deepEqual(printed(followed), expected);
    assert.deepEqual(printed(await logs(jobId, "wait.txt")), expected);
  });

  it("follows a task from its start again after its node is lost, and names the task", async () => {
    const goOn = join(cloud.folder, "go-on");
    const run = jobOf(await user.submit({ "lost.txt": `wait ${goOn}` }, ["--detach"]));
    const batch = batchClient(cloud.outputs);
    const takeNode = async (): Promise<void> => {
      const [task] = await batch.task.list(run);
      await batch.computeNode.reboot(String(cloud.outputs.poolId), task?.nodeInfo?.nodeId ?? "none");
    };
    let starts = 0;
    const onStderr = (piece: string): void => {
      if (!piece.startsWith("waiting for ")) return;
      starts += 1;
      void (starts === 1 ? takeNode() : writeFile(goOn, ""));
    };
    const said = await user.command(["logs", run, "lost.txt", "-f"], { cwd: cloud.folder, onStderr });
    assert.equal(said.stdout, "working on lost.txt\nworking on lost.txt\nwent on\n");
    const [, note] = /waiting for .*\n(?:.*\n)*(.*\blost-txt-.*\n)waiting for .*\n$/.exec(said.stderr) ?? [];
    assert(note !== undefined, said.stderr);
    await assertSnapshot("logs/task-whose-node-was-lost", normalise(note));
  });

  it("prints the stderr of failed tasks below their names and exit codes", async () => {
    const { stdout, exitCode } = await logs(jobId);
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^==> a-txt-\S+: exit code 1 <==\n.*Error: no a\n.*\n==> b-txt-\S+: exit code 1 <==/s,
    );
  });

  it("prints events with --json", async () => {
    const { stdout } = await logs(jobId, "a.txt", "--only", "stdout", "--json");
    assert.deepEqual(JSON.parse(stdout), {
      event: "log",
      jobId,
      taskId: /"taskId":"(a-txt-[^"]+)"/.exec(stdout)?.[1],
      file: "stdout.txt",
      text: "working on a.txt\n",
    });
  });

  it("prints the logs of the start task and the job preparation task by node", async () => {
    const startTask = await logs("--start-task");
    assert.match(startTask.stdout, /^==> tvmps_\S+: stdout\.txt <==\n.*\b\d+\.\d+\.\d+\b/);
    const preparation = await logs(jobId, "--preparation-task", "--only", "stdout");
    assert.match(preparation.stdout, /^==> tvmps_\S+: stdout\.txt <==\nv\d+\.\d+\.\d+\n/);
  });

  it("prints logs from storage after the job is deleted", async () => {
    await user.run(["--resume", jobId, "--yes"], { cwd: cloud.folder });
    assert.equal((await logs(jobId, "wait.txt")).stdout, "working on wait.txt\nwent on\n");
    assert.match((await logs(jobId)).stdout, /^==> a-txt-\S+: exit code 1 <==\n/);
  });

  it("exits with 2 and RunNotFound if the run doesn't exist", async () => {
    for (const words of [["nothing-20261123-101500-k3x9"], ["nothing-1", "a.txt"]]) {
      const { exitCode, code, stderr } = await logs(...words);
      assert.deepEqual([exitCode, code], [2, "RunNotFound"]);
      assert.match(stderr, /\bnothing-/);
    }
  });

  it("takes a single word that is no run for a task of the newest run, and names the run", async () => {
    const newest = jobOf(await user.submit({ "b.txt": "printed b" }, ["--keep-job"]));
    const { exitCode, stdout, stderr } = await logs("b.txt");
    assert.deepEqual([exitCode, stdout], [0, "working on b.txt\n"]);
    assert(stderr.includes(newest), stderr);
    assert.equal((await logs("-f")).stdout, "working on b.txt\n");
    assert.equal((await logs(jobId, "-f")).code, "TaskRequired");
    const unknown = await logs("b.tx");
    assert.deepEqual([unknown.exitCode, unknown.code], [2, "TaskNotFound"]);
    assert.match(unknown.stderr, /"b\.txt"/);
    await assertSnapshot("logs/neither-run-nor-task", normalise(unknown.stderr));
  });
});
