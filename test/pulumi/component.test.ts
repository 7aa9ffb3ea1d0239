import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseStackOutputs } from "../../infra/outputs.ts";
import { type OnLocalCloud, startOnLocalCloud } from "./on-local-cloud.ts";

/** A program with another resource, two environments, and a separate provider for one of them. */
const program = `
import { Provider } from "@pulumi/azure-native/provider.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { BatchEnvironment, readSettings } from "./infra/index.ts";

export default () => {
  const provider = new Provider("other", { subscriptionId: "33333333-3333-3333-3333-333333333333" });
  const network = new ResourceGroup("network", { location: "eastus" });
  const first = new BatchEnvironment("first", { ...readSettings(), tags: { network: network.name } });
  const rename = ({ type, props, opts }) =>
    type === "azure-native:batch:Pool" ? { props: { ...props, displayName: "renamed" }, opts } : undefined;
  const second = new BatchEnvironment("second", { nodeCount: 1 }, { provider, protect: true, transforms: [rename] });
  return { first: first.outputs, second: second.outputs };
};
`;

interface StateResource {
  readonly urn: string;
  readonly custom: boolean;
  readonly provider?: string;
  readonly protect?: boolean;
  readonly inputs?: { readonly displayName?: string; readonly tags?: { readonly network?: string } };
}

describe("two environments in a program, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(180_000);
  let cloud: OnLocalCloud;

  before(async function () {
    cloud = await startOnLocalCloud(this);
    writeFileSync(join(cloud.pulumi.folder, "index.ts"), program);
    await cloud.run("stack", "init", "two");
  });
  after(() => cloud?.close());

  it("are created with their options, one on tags that the preview doesn't know", async () => {
    assert.match(await cloud.run("preview"), /\+ 2[0-9] to create\n/);
    await cloud.up();
    await cloud.up("--expect-no-changes");
    const { deployment } = JSON.parse(await cloud.run("stack", "export"));
    const resources: readonly StateResource[] = deployment.resources;
    const inSecond = resources.filter(({ urn, custom }) => custom && /::second[^:]*$/.test(urn));
    assert.equal(inSecond.length, 7);
    for (const { urn, provider, protect } of inSecond)
      assert(provider?.includes("::other::") && protect, `${urn}: ${provider}`);
    const pools = resources.filter(({ urn }) => urn.includes("azure-native:batch:Pool"));
    assert.deepEqual(pools.map(({ inputs }) => inputs?.displayName).sort(), ["renamed", undefined]);
    assert(pools.some(({ inputs }) => inputs?.tags?.network?.startsWith("network")));
  });

  it("have the outputs of the contract; submit refuses the stack, and runs on the file of one", async () => {
    const refused = await cloud.pulumi.submit("--stack", "two", "--yes");
    assert.match(refused.output, /^Error: .*\bfirst and second\b/m);
    const second = await cloud.run("stack", "output", "second", "--json", "--show-secrets");
    assert.equal(parseStackOutputs(JSON.parse(second)).outputs?.maxDedicatedNodes, 1);
    const file = join(cloud.folder, "second.json");
    writeFileSync(file, second);
    const { exitCode, output } = await cloud.pulumi.submit("--outputs", file, "--yes");
    assert.equal(exitCode, 0, output);
  });

  it("report invalid arguments of both, each once", async () => {
    writeFileSync(
      join(cloud.pulumi.folder, "index.ts"),
      program.replace("nodeCount: 1", "nodeCount: -1").replace("...readSettings()", 'vmSize: "big"'),
    );
    const { exitCode, output } = await cloud.pulumi.run("preview");
    assert.notEqual(exitCode, 0);
    const lines = output.split("Diagnostics:")[1]!.split("\n");
    const found = lines.filter((line) => /^ +(error: )?(vmSize|nodeCount|Invalid settings)/.test(line));
    assert.equal(found.length, 4, output);
  });
});
