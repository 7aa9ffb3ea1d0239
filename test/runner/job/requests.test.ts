import assert from "node:assert/strict";
import { split } from "shlex";
import { cleanSetting } from "../../../runner/job/attempts.ts";
import { completionPatch, isFullyAdded, jobRequest } from "../../../runner/job/job-request.ts";
import { outputsSetting } from "../../../runner/job/output-hashes.ts";
import { usageSetting } from "../../../runner/job/record-usage.ts";
import { taskRequest } from "../../../runner/job/task-request.ts";
import type { Manifest, ManifestTask } from "../../../runner/manifest/manifest.ts";

const sha256 = "0".repeat(64);
const code = `${"b".repeat(64)}.mjs`;
const task: ManifestTask = {
  id: "a-txt-1",
  inputs: [{ name: "north/a b.txt", size: 3, sha256 }],
  args: ["north/a b.txt", "it's", "$HOME", "", '`x` "y" \\z'],
  outputs: ["out/a.txt"],
};
const manifest: Manifest = {
  manifestVersion: 3,
  jobId: "job-1",
  workload: "top-words",
  args: [],
  createdAt: "2026-11-23T10:15:00.000Z",
  maxWallClockTimeMs: 87_600_000,
  codeSha256: "b".repeat(64),
  tasks: [task],
};
const context = {
  poolId: "pool",
  nodePath: "$AZ_BATCH_NODE_SHARED_DIR/node/bin/node",
  access: {
    application: (name: string) => ({ httpUrl: `https://s/application/${name}?sas` }),
    input: (hash: string) => ({ httpUrl: `https://s/input/${hash}?sas` }),
    stored: ({ container, blob }: { container: string; blob: string }) => ({
      httpUrl: `https://s/${container}/${blob}?sas`,
    }),
    result: (name: string) => ({ httpUrl: `https://s/output/${name}?sas` }),
    reading: () => ({ sas: { "https://s": "sas" } }),
    output: { containerUrl: "https://s/output?sas" },
  },
};

/** Returns the request as it is after JSON. */
const sent = <T>(request: T): T => JSON.parse(JSON.stringify(request));

describe("job/job-request and job/task-request", () => {
  it("adds a job that stages the code once per node, with the run's time limit", () => {
    assert.deepEqual(sent(jobRequest(manifest, context)), {
      id: "job-1",
      poolInfo: { poolId: "pool" },
      onAllTasksComplete: "noaction",
      usesTaskDependencies: false,
      constraints: { maxWallClockTime: "P1DT20M", maxTaskRetryCount: 0 },
      metadata: [
        { name: "workload", value: "top-words" },
        { name: "manifestVersion", value: "3" },
        { name: "code", value: "b".repeat(64) },
      ],
      commonEnvironmentSettings: [
        cleanSetting,
        outputsSetting,
        usageSetting,
        { name: "PYTHONUNBUFFERED", value: "1" },
      ],
      jobPreparationTask: {
        commandLine: `/bin/bash -c 'mkdir -p workload && "$AZ_BATCH_NODE_SHARED_DIR/node/bin/node" --version'`,
        resourceFiles: [{ httpUrl: `https://s/application/top-words/${code}?sas`, filePath: code }],
        constraints: { maxTaskRetryCount: 2, retentionTime: "P1D" },
        waitForSuccess: true,
      },
    });
  });

  it("adds a job that creates empty folders, and runs no Node for a command", () => {
    const run = { ...manifest, command: "true", emptyFolders: ["app/a b", "app/tmp"] };
    const { commandLine } = jobRequest(run, context).jobPreparationTask ?? assert.fail();
    assert.deepEqual(split(split(commandLine)[2] ?? ""), [
      "mkdir",
      "-p",
      "workload",
      "workload/app/a b",
      "workload/app/tmp",
    ]);
  });

  it("adds a job that fetches many shared files before its script", () => {
    const files = Array.from({ length: 400 }, (_, i) => ({
      path: `app/${i}.py`,
      sha256,
      isExecutable: false,
    }));
    const { commandLine, environmentSettings } =
      jobRequest({ ...manifest, files }, context).jobPreparationTask ?? assert.fail();
    assert.match(commandLine, /\.batch-inputs\.mts.*; mkdir -p workload/);
    assert.deepEqual(
      environmentSettings?.map(({ name }) => name),
      ["RUN_READ"],
    );
  });

  it("adds a job with dependencies if a task has some", () => {
    const tasks = [task, { ...task, id: "b", after: [task.id] }];
    assert.equal(jobRequest({ ...manifest, tasks }, context).usesTaskDependencies, true);
  });

  it("adds a task that reads inputs by hash and uploads outputs and logs, also after a failure", () => {
    const { commandLine, ...rest } = sent(taskRequest(task, manifest, context));
    const upload = (filePattern: string, path: string) => ({
      filePattern,
      destination: { container: { containerUrl: "https://s/output?sas", path } },
      uploadOptions: { uploadCondition: "taskcompletion" },
    });
    assert.deepEqual(rest, {
      id: "a-txt-1",
      resourceFiles: [{ httpUrl: `https://s/input/${sha256}?sas`, filePath: "north/a b.txt" }],
      outputFiles: [
        upload("../std*.txt", "job-1/a-txt-1"),
        upload("out/a.txt", "job-1/a-txt-1/out/a.txt"),
        upload(".batch-usage", "job-1/a-txt-1/.batch-usage"),
        upload(".batch-hashes", "job-1/a-txt-1/.batch-hashes"),
      ],
      constraints: { maxTaskRetryCount: 0, retentionTime: "P1D" },
    });
  });

  it("quotes arguments so that the shell passes them unchanged", () => {
    const [bash, flag, script = ""] = split(taskRequest(task, manifest, context).commandLine);
    assert.deepEqual([bash, flag], ["/bin/bash", "-c"]);
    const words = split(script);
    const first = words.indexOf(`$AZ_BATCH_JOB_PREP_WORKING_DIR/${"b".repeat(64)}.mjs`) + 1;
    assert.deepEqual(words.slice(first, first + 5), task.args);
  });

  it("puts no SAS into a command line", () => {
    const { jobPreparationTask } = jobRequest(manifest, context);
    const lines = [taskRequest(task, manifest, context).commandLine, jobPreparationTask?.commandLine ?? ""];
    assert(!lines.join().includes("sas"));
  });

  it("escapes wildcards in an output's name", () => {
    const pattern = (output: string) => {
      const { outputFiles = [] } = taskRequest({ ...task, outputs: [output] }, manifest, context);
      return [outputFiles[1]?.filePattern, outputFiles[1]?.destination.container?.path];
    };
    assert.deepEqual(pattern("a.txt"), ["a.txt", "job-1/a-txt-1/a.txt"]);
    assert.deepEqual(pattern("n/a [1].txt"), ["n/a [[]1[]].txt", "job-1/a-txt-1/n"]);
    assert.deepEqual(pattern("what?*"), ["what[?][*]", "job-1/a-txt-1"]);
  });

  it("lets Batch end the job once all tasks are added", () => {
    assert.equal(isFullyAdded({ ...jobRequest(manifest, context) }), false);
    assert.equal(isFullyAdded({ ...completionPatch }), true);
  });
});
