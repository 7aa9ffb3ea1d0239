import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { batchClient } from "../../helpers/batch-client.ts";
import { describeOnOwnCloud } from "../on-cloud.ts";
import { jobOf } from "../user.ts";

describeOnOwnCloud("logs, against the local cloud", ({ cloud, user }) => {
  let jobId: string;
  /** The task on wait.txt goes on when there is this file. */
  let sign: string;
  const logs = (...words: string[]) => user.command(["logs", ...words], { cwd: cloud.folder });

  before(async () => {
    sign = join(cloud.folder, "sign");
    const inputs = { "wait.txt": `wait ${sign}`, "a.txt": "fail no a", "b.txt": "fail no b" };
    jobId = jobOf(await user.submit(inputs, ["--timeout", "1s"]));
    // The submitter's patience says nothing of how far the tasks are.
    for (const [task, text] of [
      ["wait.txt", "waiting for"],
      ["a.txt", "Error:"],
      ["b.txt", "Error:"],
    ] as const) {
      while (!(await logs(jobId, task)).stderr.includes(text));
    }
  });

  it("has each stream of a running task on its own, from the node", async () => {
    assert.deepEqual(await logs(jobId, "wait.txt"), {
      exitCode: 0,
      stdout: "working on wait.txt\n",
      stderr: `waiting for ${sign}\n`,
    });
  });

  it("follows a task to its end, and has each byte once", async () => {
    const onStderr = (piece: string): void => {
      if (piece.includes("waiting for")) void writeFile(sign, "");
    };
    const followed = await user.command(["logs", jobId, "wait.txt", "-f"], { cwd: cloud.folder, onStderr });
    const expected = {
      exitCode: 0,
      stdout: "working on wait.txt\nwent on\n",
      stderr: `waiting for ${sign}\n`,
    };
    assert.deepEqual(followed, expected);
    assert.deepEqual(await logs(jobId, "wait.txt"), expected);
  });

  it("begins anew with a task whose node was taken away", async () => {
    const goOn = join(cloud.folder, "go-on");
    const run = jobOf(await user.submit({ "lost.txt": `wait ${goOn}` }, ["--detach"]));
    const batch = batchClient(cloud.outputs);
    const takeNode = async (): Promise<void> => {
      const [task] = await batch.task.list(run);
      await batch.computeNode.reboot(String(cloud.outputs.poolId), task?.nodeInfo?.nodeId ?? "none");
    };
    let starts = 0;
    const onStderr = (piece: string): void => {
      if (!piece.includes("waiting for")) return;
      starts += 1;
      void (starts === 1 ? takeNode() : writeFile(goOn, ""));
    };
    const said = await user.command(["logs", run, "lost.txt", "-f"], { cwd: cloud.folder, onStderr });
    assert.equal(said.stdout, "working on lost.txt\nworking on lost.txt\nwent on\n");
    assert.match(said.stderr, /waiting for .*\n[\s\S]*Task lost-txt-\S+ began anew\nwaiting for .*\n$/);
  });

  it("has what failed tasks said, below their names", async () => {
    const { stdout, exitCode } = await logs(jobId);
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^==> a-txt-\S+: exit code 1 <==\n.*Error: no a\n.*\n==> b-txt-\S+: exit code 1 <==/s,
    );
  });

  it("prints events for programs", async () => {
    const { stdout } = await logs(jobId, "a.txt", "--only", "stdout", "--json");
    assert.deepEqual(JSON.parse(stdout), {
      event: "log",
      taskId: /"taskId":"(a-txt-[^"]+)"/.exec(stdout)?.[1],
      file: "stdout.txt",
      text: "working on a.txt\n",
    });
  });

  it("has the start task's and the job preparation task's, by node", async () => {
    assert.match((await logs("--start-task")).stdout, /^==> tvmps_\S+: stdout\.txt <==\nNode \S+ is there\n/);
    const preparation = await logs(jobId, "--preparation-task", "--only", "stdout");
    assert.match(preparation.stdout, /^==> tvmps_\S+: stdout\.txt <==\nv\d+\.\d+\.\d+\n/);
  });

  it("has them from storage when the job is gone", async () => {
    await user.run(["--resume", jobId, "--yes"], { cwd: cloud.folder });
    assert.equal((await logs(jobId, "wait.txt")).stdout, "working on wait.txt\nwent on\n");
    assert.match((await logs(jobId)).stdout, /^==> a-txt-\S+: exit code 1 <==\n/);
  });

  it("knows that there is no such run", async () => {
    const { exitCode, stderr } = await logs("nothing-1");
    assert.equal(exitCode, 2);
    assert.match(stderr, /^Error: no run nothing-1 in http/);
  });
});
