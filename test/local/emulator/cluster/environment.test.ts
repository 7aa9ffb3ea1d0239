import assert from "node:assert/strict";
import { nodeEnvironment, taskEnvironment } from "../../../../local/emulator/cluster/environment.ts";

const node = nodeEnvironment({
  ...{
    account: "acc",
    endpoint: "http://127.0.0.1:1",
    pool: "p",
    node: "n",
    isDedicated: false,
    nodeDir: "/n",
  },
});

describe("nodeEnvironment", () => {
  it("has Azure's variables of a node", () => {
    assert.deepEqual(node, {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      LANG: "C.UTF-8",
      AZ_BATCH_ACCOUNT_NAME: "acc",
      AZ_BATCH_ACCOUNT_URL: "http://127.0.0.1:1/",
      AZ_BATCH_POOL_ID: "p",
      AZ_BATCH_NODE_ID: "n",
      AZ_BATCH_NODE_IS_DEDICATED: "false",
      AZ_BATCH_NODE_ROOT_DIR: "/n",
      AZ_BATCH_NODE_SHARED_DIR: "/n/shared",
      AZ_BATCH_NODE_STARTUP_DIR: "/n/startup",
      AZ_BATCH_NODE_STARTUP_WORKING_DIR: "/n/startup/wd",
      AZ_BATCH_NODE_MOUNTS_DIR: "/n/fsmounts",
    });
  });
});

describe("taskEnvironment", () => {
  it("adds the directories, the job and its preparation task", () => {
    const job = { id: "j", taskId: "t", preparationDir: "/n/prep" };
    const environment = taskEnvironment(node, { dir: "/n/t", user: "u", job, settings: [] });
    assert.deepEqual(
      Object.fromEntries(Object.entries(environment).filter(([name]) => !(name in node) || name === "PATH")),
      {
        PATH: `${node.PATH}:/n/shared:/n/t/wd`,
        HOME: "/n/t/wd",
        PWD: "/n/t/wd",
        USER: "u",
        AZ_BATCH_TASK_DIR: "/n/t",
        AZ_BATCH_TASK_WORKING_DIR: "/n/t/wd",
        AZ_BATCH_CERTIFICATES_DIR: "/n/t/certs",
        AZ_BATCH_TASK_USER: "u",
        AZ_BATCH_TASK_USER_IDENTITY: "PoolNonAdmin",
        AZ_BATCH_JOB_ID: "j",
        AZ_BATCH_TASK_ID: "t",
        AZ_BATCH_JOB_PREP_DIR: "/n/prep",
        AZ_BATCH_JOB_PREP_WORKING_DIR: "/n/prep/wd",
      },
    );
  });

  it("of a start task names no job, and a job without preparation no directory for it", () => {
    const start = taskEnvironment(node, { dir: "/n/startup", user: "u", settings: [] });
    assert.equal(start.AZ_BATCH_TASK_USER_IDENTITY, "TaskNonAdmin");
    assert.equal("AZ_BATCH_JOB_ID" in start || "AZ_BATCH_TASK_ID" in start, false);
    const task = taskEnvironment(node, {
      dir: "/n/t",
      user: "u",
      job: { id: "j", taskId: "t" },
      settings: [],
    });
    assert.equal("AZ_BATCH_JOB_PREP_DIR" in task, false);
  });

  it("applies settings in order, over the node's variables; a missing value is empty", () => {
    const settings = [
      [
        { name: "A", value: "1" },
        { name: "LANG", value: "C" },
      ],
      undefined,
      [{ name: "A", value: "2" }, { name: "B" }],
    ];
    const { A, B, LANG } = taskEnvironment(node, { dir: "/n/t", user: "u", settings });
    assert.deepEqual([A, B, LANG], ["2", "", "C"]);
  });
});
