import assert from "node:assert/strict";
import { checkCommand } from "../../../../../local/emulator/operations/checks/check-command.ts";
import { checkJob } from "../../../../../local/emulator/operations/checks/check-job.ts";
import { checkTask } from "../../../../../local/emulator/operations/checks/check-task.ts";
import { newJob } from "../../../../../local/emulator/state/job-defaults.ts";
import { newPool } from "../../../../../local/emulator/state/pool-defaults.ts";
import { linux } from "../../../../helpers/account.ts";

const invalid = { code: "InvalidPropertyValue" };
const command = { commandLine: "/bin/true" };

describe("checkJob", () => {
  const job = { poolInfo: { poolId: "pool" } };
  const pool = { ...linux, targetDedicatedNodes: 1 };
  const automatic = (poolLifetimeOption: "job" | "jobschedule", specification: object = { pool }) => ({
    poolInfo: { autoPoolSpecification: { poolLifetimeOption, ...specification } },
  });

  it("requires exactly one of a pool's id and an auto pool", () => {
    checkJob(job, "Job_Add");
    checkJob(automatic("job"), "Job_Add");
    assert.throws(() => checkJob({ poolInfo: {} }, "Job_Add"), invalid);
    const both = { poolInfo: { ...job.poolInfo, ...automatic("job").poolInfo } };
    assert.throws(() => checkJob(both, "Job_Add"), invalid);
  });

  it("requires an auto pool that can be added", () => {
    assert.throws(() => checkJob(automatic("job", {}), "Job_Add"), { code: "MissingRequiredProperty" });
    checkJob(automatic("job", { pool: linux }), "Job_Add");
    const packages = { ...linux, applicationPackageReferences: [{ applicationId: "app" }] };
    assert.throws(() => checkJob(automatic("job", { pool: packages }), "Job_Add"), {
      code: "InvalidApplicationPackageReferences",
    });
  });

  it("takes an auto pool for the life of a schedule only in a schedule", () => {
    checkJob(automatic("jobschedule"), "JobSchedule_Add");
    checkJob(automatic("job"), "JobSchedule_Add");
    assert.throws(() => checkJob(automatic("jobschedule"), "Job_Add"), invalid);
  });

  it("requires a preparation task with a release task", () => {
    checkJob({ ...job, jobPreparationTask: command }, "Job_Add");
    checkJob({ ...job, jobPreparationTask: command, jobReleaseTask: command }, "Job_Add");
    assert.throws(() => checkJob({ ...job, jobReleaseTask: command }, "Job_Add"), invalid);
  });

  it("checks the environment and each of the job's tasks", () => {
    const wrong = [{ name: "a=b" }];
    assert.throws(() => checkJob({ ...job, commonEnvironmentSettings: wrong }, "Job_Add"), invalid);
    const broken = { ...command, environmentSettings: wrong };
    assert.throws(() => checkJob({ ...job, jobManagerTask: { id: "m", ...broken } }, "Job_Add"), invalid);
    assert.throws(() => checkJob({ ...job, jobPreparationTask: broken }, "Job_Add"), invalid);
    const release = { jobPreparationTask: command, jobReleaseTask: broken };
    assert.throws(() => checkJob({ ...job, ...release }, "Job_Add"), invalid);
  });
});

describe("checkCommand", () => {
  const accepted: object[] = [
    {},
    { environmentSettings: [{ name: "A" }, { name: "B", value: "=" }] },
    { userIdentity: { username: "me" } },
    { userIdentity: { autoUser: {} } },
    { resourceFiles: [{ httpUrl: "https://x", filePath: "x" }, { storageContainerUrl: "https://y" }] },
    { resourceFiles: [{ autoStorageContainerName: "c", blobPrefix: "a/", filePath: "x" }] },
  ];
  for (const settings of accepted)
    it(`accepts ${JSON.stringify(settings)}`, () => checkCommand({ ...command, ...settings }));

  const refused: [settings: object, code: string][] = [
    [{ environmentSettings: [{ name: "" }] }, "InvalidPropertyValue"],
    [{ environmentSettings: [{ name: "A=" }] }, "InvalidPropertyValue"],
    [{ environmentSettings: [{ name: "A\0" }] }, "InvalidPropertyValue"],
    [{ environmentSettings: [{ name: "A" }, { name: "B", value: "\0" }] }, "InvalidPropertyValue"],
    [{ userIdentity: { username: "me", autoUser: {} } }, "InvalidPropertyValue"],
    [{ resourceFiles: [{ filePath: "x" }] }, "InvalidPropertyValue"],
    [{ resourceFiles: [{ httpUrl: "https://x", storageContainerUrl: "https://y" }] }, "InvalidPropertyValue"],
    [
      { resourceFiles: [{ storageContainerUrl: "https://y", autoStorageContainerName: "c" }] },
      "InvalidPropertyValue",
    ],
    [{ resourceFiles: [{ httpUrl: "https://x" }] }, "MissingRequiredProperty"],
    [{ resourceFiles: [{ httpUrl: "https://x", filePath: "x", blobPrefix: "a" }] }, "InvalidPropertyValue"],
  ];
  for (const [settings, code] of refused)
    it(`refuses ${JSON.stringify(settings)}`, () => {
      assert.throws(() => checkCommand({ ...command, ...settings }), { code });
    });

  it("takes resource files of 32,768 characters of JSON", () => {
    const overhead = JSON.stringify([{ storageContainerUrl: "" }]).length;
    const of = (length: number) => ({
      ...command,
      resourceFiles: [{ storageContainerUrl: "x".repeat(length - overhead) }],
    });
    checkCommand(of(32_768));
    assert.throws(() => checkCommand(of(32_769)), invalid);
  });
});

describe("checkTask", () => {
  const job = newJob({ id: "job", poolInfo: { poolId: "pool" } }, 0);
  const task = { id: "task", ...command };

  it("requires a command line", () => {
    checkTask(task, job);
    assert.throws(() => checkTask({ ...task, commandLine: " " }, job), invalid);
  });

  it("refuses the ids of the job's own tasks, in any case", () => {
    const withTasks = { ...job, jobPreparationTask: command, jobReleaseTask: command };
    const named = {
      ...job,
      jobPreparationTask: { ...command, id: "Prepare" },
      jobReleaseTask: { ...command, id: "Release" },
    };
    checkTask({ ...task, id: "jobpreparation" }, job);
    checkTask({ ...task, id: "jobpreparation" }, named);
    for (const [id, own, code] of [
      ["JobPreparation", withTasks, "TaskIdSameAsJobPreparationTask"],
      ["prepare", named, "TaskIdSameAsJobPreparationTask"],
      ["JobRelease", withTasks, "TaskIdSameAsJobReleaseTask"],
      ["release", named, "TaskIdSameAsJobReleaseTask"],
    ] as const)
      assert.throws(() => checkTask({ ...task, id }, own), { code });
  });

  it("takes dependencies only in a job that uses them, up to 64,000 characters", () => {
    const uses = { ...job, usesTaskDependencies: true };
    const on = (...taskIds: string[]) => ({ ...task, dependsOn: { taskIds } });
    assert.throws(() => checkTask(on("a"), job), { code: "UnsupportedProperty" });
    for (const dependsOn of [{}, { taskIds: [], taskIdRanges: [] }]) checkTask({ ...task, dependsOn }, job);
    checkTask(on("a".repeat(32_000), "b".repeat(32_000)), uses);
    assert.throws(() => checkTask(on("a".repeat(32_000), "b".repeat(32_001)), uses), {
      code: "TaskDependencyListTooLong",
    });
  });

  it("takes a range of ids whose start isn't after its end", () => {
    const uses = { ...job, usesTaskDependencies: true };
    const range = (start: number, end: number) => ({
      ...task,
      dependsOn: { taskIdRanges: [{ start, end }] },
    });
    checkTask(range(2, 2), uses);
    assert.throws(() => checkTask(range(3, 2), uses), invalid);
  });

  it("takes a job action only in a job that performs them", () => {
    const performs = { ...job, onTaskFailure: "performexitoptionsjobaction" } as const;
    const withAction = { ...task, exitConditions: { default: { jobAction: "terminate" } } } as const;
    checkTask(withAction, performs);
    assert.throws(() => checkTask(withAction, job), invalid);
    checkTask({ ...task, exitConditions: { default: { dependencyAction: "satisfy" } } }, job);
  });

  it("refuses what the emulator doesn't support on the job's pool", () => {
    const refused = (name: string) => ({
      code: "NotImplemented",
      values: [{ key: "Operation", value: `Task_Add with ${name}` }],
    });
    const plain = newPool({ id: "pool", ...linux }, 0);
    const { virtualMachineConfiguration: machine } = linux;
    const containerConfiguration = { type: "dockerCompatible" } as const;
    const withContainers = {
      ...plain,
      virtualMachineConfiguration: { ...machine, containerConfiguration },
    };
    const container = { ...task, containerSettings: { imageName: "ubuntu" } };
    assert.throws(() => checkTask(container, job, withContainers), refused("containerSettings"));
    const several = { ...task, multiInstanceSettings: { coordinationCommandLine: "/bin/true" } };
    const connected = { ...plain, enableInterNodeCommunication: true };
    assert.throws(() => checkTask(several, job, connected), refused("multiInstanceSettings"));
    for (const accepted of [container, several, { ...task, applicationPackageReferences: [] }]) {
      checkTask(accepted, job, plain);
      checkTask(accepted, job);
    }
  });
});
