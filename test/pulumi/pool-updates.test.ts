import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeysOutputs } from "../../infra/outputs.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { withKeys } from "../helpers/with-keys.ts";
import { type OnLocalCloud, startOnLocalCloud } from "./on-local-cloud.ts";

/** A program that gives the pool a display name, which no setting does. */
const program = (displayName: string): string => `
import { BatchEnvironment, readSettings } from "./infra/index.ts";

export default () => {
  const named = ({ type, props, opts }) =>
    type === "azure-native:batch:Pool" ? { props: { ...props, displayName: "${displayName}" }, opts } : undefined;
  return new BatchEnvironment("azbatch", readSettings(), { transforms: [named] }).outputs;
};
`;

describe("updates of a pool that Azure refuses, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(180_000);
  let cloud: OnLocalCloud;
  let outputs: KeysOutputs;

  before(async function () {
    cloud = await startOnLocalCloud(this, "--fault", "arm-put-pool:1@/*/pools/workers");
    await cloud.run("stack", "init", "test");
    writeFileSync(join(cloud.pulumi.folder, "index.ts"), program("first"));
    await cloud.up();
    outputs = withKeys(await cloud.outputs("test"));
  });
  after(() => cloud?.close());

  const refusal = async (): Promise<string> => {
    const { exitCode, output } = await cloud.pulumi.run("up", "--yes", "--skip-preview");
    assert.notEqual(exitCode, 0, output);
    return output;
  };
  const pool = () => batchClient(outputs).pool.get(outputs.poolId);
  const setNodes = (count: number) => cloud.run("config", "set", "nodeCount", String(count));

  it("name the property and the command that replaces the pool, if an older API version refuses any update", async () => {
    await setNodes(3);
    const said = await refusal();
    assert.match(said, /Code="PropertyCannotBeUpdated".*PropertyName: deploymentConfiguration/);
    const urn = /pulumi up --target-replace '([^']+)'/.exec(said)?.[1];
    assert(urn, said);
    assert.match(await cloud.up("--target-replace", urn), /\+-1 replaced\n/);
    assert.equal((await pool()).targetDedicatedNodes, 3);
    await cloud.run("preview", "--expect-no-changes");
  });

  it("are accepted after the pool is scaled to 0 nodes, as the refusal says", async () => {
    writeFileSync(join(cloud.pulumi.folder, "index.ts"), program("second"));
    const said = await refusal();
    assert.match(said, /PropertyName: displayName.*Scale it to 0 with pulumi up/);
    assert.equal((await pool()).displayName, "first");

    writeFileSync(join(cloud.pulumi.folder, "index.ts"), program("first"));
    await setNodes(0);
    await cloud.up();
    writeFileSync(join(cloud.pulumi.folder, "index.ts"), program("second"));
    assert.match(await cloud.up(), /~ 1 updated\n/);
    assert.equal((await pool()).displayName, "second");
    await setNodes(2);
    assert.match(await cloud.up(), /~ 1 updated\n/);
    await cloud.run("destroy", "--yes", "--skip-preview");
  });
});
