import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { matching, outputOf, type TaskPlan } from "../../task/workload.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { eventually } from "./eventually.ts";
import { conforms, suite } from "./lab.ts";
import { runWorkload } from "./run-workload.ts";

/** A task that writes to `said.txt`. */
const says = (name: string, command: string, more: Partial<TaskPlan> = {}): TaskPlan => ({
  name,
  command: `{ ${command}; } > said.txt`,
  outputs: ["said.txt"],
  ...more,
});

// One test for each guarantee to task code in task/README.md.
suite("a task of a workload", () => {
  conforms("gets its folder, environment, arguments and shared files", (lab) =>
    withTemporaryFolder(async (folder) => {
      const probe = join(folder, "probe.sh");
      await writeFile(probe, '#!/bin/sh\necho "probe says $1"\n');
      await chmod(probe, 0o755);
      const args = ["it's", 'a "b"', "$HOME", "*", "", -1];
      const { fileOf } = await runWorkload(lab, {
        inputs: { "a.txt": "one" },
        workload: { env: { ALL: "all" }, files: [pathToFileURL(probe)] },
        tasks: ({ inputs }) => [
          says(
            "folder",
            'pwd; echo "$HOME"; echo "$AZ_BATCH_TASK_WORKING_DIR"; find . -type f ! -name ".*"',
            {
              inputs,
            },
          ),
          says(
            "variables",
            'echo "$OWN $ALL"; printenv AZ_BATCH_JOB_ID AZ_BATCH_TASK_ID AZ_BATCH_POOL_ID PYTHONUNBUFFERED',
            {
              env: { OWN: "1 2" },
            },
          ),
          says("arguments", 'printf "%s\\n" "$@"', { args }),
          says("shared", '"$WORKLOAD_DIR/probe.sh" shared'),
          says("writable", 'touch here; mkdir -p deep/er; t=$(mktemp); echo x > "$t"; cat "$t"; umask'),
          says("input", "cat; echo end of input"),
        ],
      });
      const lines = (task: string) => fileOf(`${task}/said.txt`).trimEnd().split("\n");
      const [pwd, home, workingDir, ...files] = lines("folder");
      assert.deepEqual([home, workingDir], [pwd, pwd]);
      assert.deepEqual(files.sort(), ["./a.txt", "./said.txt"]);
      const [own, jobId, taskId, poolId, unbuffered] = lines("variables");
      assert.deepEqual([own, poolId, unbuffered], ["1 2 all", lab.sharedPool, "1"]);
      assert.match(`${jobId} ${taskId}`, /-contract-\S+ variables-[0-9a-f]+$/);
      assert.deepEqual(lines("arguments"), args.map(String));
      assert.deepEqual(lines("shared"), ["probe says shared"]);
      assert.deepEqual(lines("writable")[0], "x");
      assert.deepEqual(lines("input"), ["end of input"]);
    }),
  );

  conforms("fails by its exit code, a failing part of a pipe, a signal or a missing output", async (lab) => {
    const { exitCode, stderr, outcomes, fileOf } = await runWorkload(lab, {
      tasks: () => [
        says("code", "echo so far; exit 3"),
        says("pipe", "false | true"),
        says("middle", "false; echo never"),
        says("signal", "kill -9 $$"),
        { name: "forgetful", command: "true", outputs: ["said.txt"] },
        says("good", "echo fine; echo words; echo warning >&2"),
      ],
    });
    assert.equal(exitCode, 100, stderr);
    const { signal, ...others } = outcomes;
    assert.equal(signal?.[1], "FailureExitCode");
    assert.deepEqual(others, {
      code: [3, "FailureExitCode"],
      pipe: [1, "FailureExitCode"],
      middle: [1, "FailureExitCode"],
      forgetful: [123, "FailureExitCode"],
      good: [0],
    });
    assert.match(fileOf(/^logs\/forgetful-.*\/stderr\.txt$/), /OutputError: said\.txt: /);
    assert.equal(fileOf("good/said.txt"), "fine\nwords\n");
    assert.equal(fileOf("code/said.txt"), "so far\n", "what a task wrote before it failed");
    assert.match(fileOf(/^logs\/good-.*\/stderr\.txt$/), /warning/);
  });

  conforms(
    "finds only its inputs when it is retried, and is retried only for its exit codes",
    async (lab) => {
      const tried = "echo x >> ../tries; test $(wc -l < ../tries) -ge 3";
      const { exitCode, outcomes, fileOf } = await runWorkload(lab, {
        inputs: { "a.txt": "one" },
        tasks: ({ inputs }) => [
          says(
            "third",
            `ls > list; cat a.txt list; ${tried} || { touch left; mkdir d; touch d/e; exit 75; }`,
            {
              inputs,
              retries: { max: 2, on: [75] },
            },
          ),
          says("other", `${tried} || exit 74`, { retries: { max: 2, on: [75] } }),
        ],
      });
      assert.equal(exitCode, 100);
      assert.deepEqual(outcomes, { third: [0], other: [74, "FailureExitCode"] });
      assert.equal(fileOf("third/said.txt"), "onea.txt\nlist\nsaid.txt\n");
      assert.match(fileOf(/^logs\/third-.*\/stderr\.txt$/), /attempt 2 of 3\b.*\b75\b/);
    },
  );

  conforms("is killed and fails after its timeout", async (lab) => {
    const { exitCode, stderr, outcomes } = await runWorkload(lab, {
      tasks: () => [says("slow", "sleep 3600 & sleep 3600", { timeout: "2s" })],
    });
    assert.equal(exitCode, 100, stderr);
    assert.equal(outcomes.slow?.[1], "TaskEnded");
  });

  conforms("has its times and resources recorded, also if it is killed", async (lab) => {
    const grow = "x = bytearray(64_000_000); import time; time.sleep(0.4)";
    const { outcomeOf, stderr } = await runWorkload(lab, {
      tasks: () => [
        { name: "retried", command: `python3 -c '${grow}'; exit 75`, retries: 1, outputs: [] },
        { name: "slow", command: "sleep 3600", timeout: "2s", outputs: [] },
      ],
    });
    const { times = {}, usage = {}, retryCount } = outcomeOf("retried");
    const [first, second, ...more] = times.attempts ?? [];
    const moments = [
      ...[times.queuedAt, times.startedAt, times.programStartedAt, first?.endedAt, second?.startedAt],
      ...[times.endedAt, times.uploadedAt],
    ];
    assert(moments.every(Boolean), `${moments} ${stderr}`);
    assert.deepEqual(moments, moments.toSorted());
    assert.deepEqual([retryCount, first?.exitCode, second?.exitCode, more], [1, 75, 75, []]);
    assert((usage.peakBytes ?? 0) > 64_000_000 && (usage.peakBytes ?? 0) < 200_000_000, `${usage.peakBytes}`);
    assert((usage.cpuSeconds ?? 0) > 0 && (usage.nodeBytes ?? 0) > 0 && (usage.nodeCores ?? 0) > 0);
    const slow = outcomeOf("slow");
    assert.deepEqual([slow.times?.endedAt, slow.usage?.cpuSeconds], [undefined, undefined]);
    assert(slow.times?.programStartedAt !== undefined && slow.times.uploadedAt !== undefined);
    assert((slow.usage?.peakBytes ?? 0) > 0);
  });

  conforms(
    "reads the outputs of the tasks that it depends on, and runs or not as declared if one fails",
    async (lab) => {
      const first = says("first", "echo 1");
      const frames: TaskPlan = {
        name: "frames",
        command: "mkdir -p f/g; touch f/1.png f/g/2.png f/no.txt x.log y.log",
        outputs: ["f/", matching("*.log"), matching("*.none", { isOptional: true })],
      };
      const broken = says("broken", "exit 1");
      const tolerated = says("tolerated", "exit 1", { ifFails: "continue" });
      const { outcomes, names, fileOf } = await runWorkload(lab, {
        tasks: () => [
          first,
          frames,
          broken,
          tolerated,
          says("second", "cat first/said.txt; echo 2", {
            inputs: [outputOf(first, "said.txt")],
            after: [frames],
          }),
          says("renamed", "cat here.txt", { inputs: [outputOf(first, "said.txt", "here.txt")] }),
          says("stopped", "echo never", { after: [broken] }),
          says("going on", "echo all the same", { after: [tolerated] }),
        ],
      });
      assert.equal(fileOf("second/said.txt"), "1\n2\n");
      assert.equal(fileOf("renamed/said.txt"), "1\n");
      assert.equal(fileOf("going on/said.txt"), "all the same\n");
      assert.deepEqual(outcomes, {
        first: [0],
        frames: [0],
        broken: [1, "FailureExitCode"],
        tolerated: [1, "FailureExitCode"],
        second: [0],
        renamed: [0],
        stopped: [undefined, "UpstreamFailed"],
        "going on": [0],
      });
      const written = names.filter((name) => /^(frames|stopped)\//.test(name)).sort();
      assert.deepEqual(
        written,
        ["f/1.png", "f/g/2.png", "f/no.txt", "x.log", "y.log"].map((name) => `frames/${name}`),
      );
    },
  );

  conforms("starts again in an empty folder if its node is lost, which is not a retry", async (lab) => {
    const mark = '"$AZ_BATCH_NODE_SHARED_DIR/$AZ_BATCH_JOB_ID"';
    const { exitCode, stderr, fileOf } = await runWorkload(lab, {
      tasks: () => [says("task", `ls; test -e ${mark} || { touch ${mark} left; sleep 3600; }`)],
      meanwhile: async (jobPrefix) => {
        const nodeId = await eventually("a task that has begun", async () => {
          const [job] = await lab.client.job.list({
            jobListOptions: { filter: `startswith(id,'${jobPrefix}')` },
          });
          const [task] = job?.id === undefined ? [] : await lab.client.task.list(job.id);
          if (job?.id === undefined || task?.id === undefined || task.state !== "running") return false;
          const files = await lab.client.file.listFromTask(job.id, task.id, { recursive: true });
          return files.some(({ name }) => name === "wd/left") && task.nodeInfo?.nodeId;
        });
        await lab.client.computeNode.reboot(lab.sharedPool, nodeId, { nodeRebootOption: "requeue" });
      },
    });
    assert.equal(exitCode, 0, stderr);
    assert.equal(fileOf("task/said.txt"), "said.txt\n");
  });
});
