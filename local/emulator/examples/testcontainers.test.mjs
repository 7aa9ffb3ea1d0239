// mocha testcontainers.test.mjs, after: npm install --save-dev mocha testcontainers @azure/batch
import assert from "node:assert/strict";
import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import { GenericContainer, Wait } from "testcontainers";

const account = "local";
const key = "c2VjcmV0"; // Any text in base64.

describe("my program", function () {
  this.timeout(60_000);
  let container;
  let client;

  before(async () => {
    container = await new GenericContainer(process.env.CONTAINER_IMAGE ?? "azure-batch-emulator")
      .withCommand(["--account", `${account}:${key}`, "--pool", "pool"])
      .withExposedPorts(10010)
      .withWaitStrategy(Wait.forHttp("/health", 10010))
      .start();
    const url = `http://${container.getHost()}:${container.getMappedPort(10010)}`;
    client = new BatchServiceClient(new BatchSharedKeyCredentials(account, key), url);
  });
  after(() => container?.stop());

  it("runs a task", async () => {
    await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
    await client.task.add("job", { id: "hello", commandLine: "/bin/sh -c 'echo hello'" });
    let task;
    do task = await client.task.get("job", "hello");
    while (task.state !== "completed");
    assert.equal(task.executionInfo?.exitCode, 0);
  });
});
