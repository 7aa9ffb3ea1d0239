import assert from "node:assert/strict";
import { conforms, suite } from "./lab.ts";
import { allCompleted, executionOf, runTasks, taskFile } from "./run-tasks.ts";

suite("failures of tasks", () => {
  conforms("report the exit code and the reason, and are retried only for exit codes", async (lab) => {
    const constraints = { maxTaskRetryCount: 2 };
    const jobId = await runTasks(lab, {
      three: { commandLine: "/bin/sh -c 'echo once; exit 3'", constraints },
      never: { commandLine: "no-such-program --flag", constraints },
      directory: { commandLine: "/etc", constraints },
    });
    const three = await executionOf(lab, jobId, "three");
    assert.deepEqual([three.exitCode, three.retryCount, three.requeueCount], [3, 2, 0]);
    assert.equal(three.result?.toLowerCase(), "failure");
    assert.equal(three.failureInfo?.code, "FailureExitCode");
    assert.equal(three.failureInfo?.category.toLowerCase(), "usererror");
    assert(three.failureInfo?.message);
    assert.deepEqual(
      three.failureInfo.details?.map(({ name }) => name),
      ["Message", "AdditionalErrorCode"],
    );
    assert(three.lastRetryTime instanceof Date);
    const never = await executionOf(lab, jobId, "never");
    assert.deepEqual([never.exitCode, never.retryCount], [undefined, 0]);
    assert.equal(never.failureInfo?.code, "CommandProgramNotFound");
    const directory = await executionOf(lab, jobId, "directory");
    assert.deepEqual([directory.exitCode, directory.retryCount], [undefined, 0]);
    assert.match(directory.failureInfo?.code ?? "", /^Command(LaunchFailed|ProgramNotFound)$/);
  });

  conforms("report a container or an application package that the pool doesn't have", async (lab) => {
    const jobId = await runTasks(lab, {
      container: { commandLine: "/bin/true", containerSettings: { imageName: "ubuntu" } },
      package: { commandLine: "/bin/true", applicationPackageReferences: [{ applicationId: "none" }] },
      nothing: { commandLine: "/bin/true", applicationPackageReferences: [] },
    });
    const container = await executionOf(lab, jobId, "container");
    assert.deepEqual(
      [container.failureInfo?.code, container.exitCode],
      ["ContainerPoolNotSupported", undefined],
    );
    const missing = await executionOf(lab, jobId, "package");
    assert.deepEqual([missing.failureInfo?.code, missing.exitCode], ["ApplicationPackageError", undefined]);
    assert.equal((await executionOf(lab, jobId, "nothing")).exitCode, 0);
    const task = await lab.client.task.get(jobId, "container");
    assert.equal(task.containerSettings?.imageName, "ubuntu");
  });

  conforms("end if a retry succeeds", async (lab) => {
    const file = "$AZ_BATCH_NODE_SHARED_DIR/attempts-$AZ_BATCH_JOB_ID";
    const jobId = await runTasks(lab, {
      third: {
        commandLine: `/bin/sh -c 'echo again >> ${file}; test $(wc -l < ${file}) -eq 3'`,
        constraints: { maxTaskRetryCount: -1 },
      },
    });
    const third = await executionOf(lab, jobId, "third");
    assert.deepEqual([third.exitCode, third.retryCount, third.failureInfo], [0, 2, undefined]);
  });

  conforms("happen at the time limit", async (lab) => {
    const jobId = await runTasks(lab, {
      slow: {
        commandLine: "/bin/sh -c 'echo began; sleep 600'",
        constraints: { maxWallClockTime: lab.target.isLive ? "PT20S" : "PT0.3S" },
      },
    });
    const slow = await executionOf(lab, jobId, "slow");
    assert.equal(slow.result?.toLowerCase(), "failure");
    assert(slow.failureInfo !== undefined);
    assert.notEqual(slow.exitCode, 0);
    assert.equal(await taskFile(lab, jobId, "slow"), "began\n");
  });

  conforms("end the whole process tree", async (lab) => {
    const pidFile = "$AZ_BATCH_NODE_SHARED_DIR/child-$AZ_BATCH_JOB_ID";
    const jobId = await runTasks(lab, {
      parent: {
        commandLine: `/bin/sh -c 'sleep 600 & echo $! > ${pidFile}; wait'`,
        constraints: { maxWallClockTime: lab.target.isLive ? "PT20S" : "PT0.3S" },
      },
    });
    // In a container without an init process, ended orphans stay as zombies.
    const look = `p=/proc/$(cat ${pidFile}); test ! -e $p || grep -q "^State:.*Z" $p/status`;
    await lab.client.task.add(jobId, { id: "look", commandLine: `/bin/sh -c '${look}'` });
    await allCompleted(lab, jobId);
    assert.equal((await executionOf(lab, jobId, "look")).exitCode, 0);
  });

  conforms("have an exit code for processes that a signal ended", async (lab) => {
    const jobId = await runTasks(lab, { killed: { commandLine: "/bin/sh -c 'kill -9 $$'" } });
    const killed = await executionOf(lab, jobId, "killed");
    assert.equal(killed.result?.toLowerCase(), "failure");
    // Azure/Batch#101: SIGKILL is exit code -9; a shell in between would make it 137.
    assert.match(String(killed.exitCode), /^(-9|137)$/);
  });

  conforms("can be listed by result and exit code", async (lab) => {
    const jobId = await runTasks(lab, {
      ok: { commandLine: "/bin/true" },
      one: { commandLine: "/bin/false" },
      seven: { commandLine: "/bin/sh -c 'exit 7'" },
    });
    const ids = async (filter: string) => {
      const tasks = await lab.client.task.list(jobId, { taskListOptions: { filter, select: "id" } });
      return tasks.map(({ id }) => id).sort();
    };
    assert.deepEqual(await ids("executionInfo/result eq 'failure'"), ["one", "seven"]);
    assert.deepEqual(await ids("executionInfo/exitCode gt 1"), ["seven"]);
    assert.deepEqual(await ids("executionInfo/exitCode ge 1 and executionInfo/exitCode lt 7"), ["one"]);
    assert.deepEqual(await ids("executionInfo/exitCode eq 0 or executionInfo/exitCode eq 7"), [
      "ok",
      "seven",
    ]);
  });
});
