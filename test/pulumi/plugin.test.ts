import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type OnLocalCloud, startOnLocalCloud } from "./on-local-cloud.ts";

const root = join(import.meta.dirname, "../..");

/**
 * Starts the plugin as Pulumi's Node host does for a PulumiPlugin.yaml. The host that .ci/build-pulumi builds can't: its version is
 * older than such plugins.
 */
const executable = `#!/bin/sh
exec "${process.execPath}" "${join(root, "node_modules/@pulumi/pulumi/cmd/run-plugin")}" "${join(root, "plugin")}" "$@"
`;

const project = (nodeCount: number): string => `
name: in-yaml
runtime: yaml
packages:
  azbatch: ../plugin
resources:
  batch:
    type: azbatch:BatchEnvironment
    properties:
      nodeCount: ${nodeCount}
      tags:
        team: genomics
outputs:
  environment: \${batch.outputs}
  pool: \${batch.poolId}
`;

describe("a program in YAML, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(180_000);
  let cloud: OnLocalCloud;
  let folder: string;

  before(async function () {
    cloud = await startOnLocalCloud(this);
    folder = join(cloud.folder, "yaml");
    for (const each of [folder, join(cloud.folder, "plugin")]) mkdirSync(each);
    writeFileSync(join(cloud.folder, "plugin", "pulumi-resource-azbatch"), executable, { mode: 0o755 });
    writeFileSync(join(folder, "Pulumi.yaml"), project(1));
    await run("stack", "init", "yaml");
  });
  after(() => cloud?.close());

  const run = (...args: string[]): Promise<string> => cloud.run("--cwd", folder, ...args);

  it("gets the schema with all settings and outputs", async () => {
    const output = await run("package", "get-schema", join(cloud.folder, "plugin/pulumi-resource-azbatch"));
    const { resources } = JSON.parse(output.slice(output.indexOf("{")));
    const { inputProperties, properties } = resources["azbatch:index:BatchEnvironment"];
    assert.equal(inputProperties.nodeCount.type, "integer");
    assert.equal(properties.poolId.type, "string");
  });

  it("creates an environment, on which submit runs", async () => {
    await run("up", "--yes", "--skip-preview");
    await run("preview", "--expect-no-changes");
    const outputs = await run("stack", "output", "--json", "--show-secrets");
    const file = join(cloud.folder, "outputs.json");
    writeFileSync(file, outputs.slice(outputs.indexOf("{"), outputs.lastIndexOf("}") + 1));
    const { exitCode, output } = await cloud.pulumi.submit("--outputs", file, "--yes");
    assert.equal(exitCode, 0, output);
  });

  it("reports invalid settings", async () => {
    writeFileSync(join(folder, "Pulumi.yaml"), project(-1));
    const { exitCode, output } = await cloud.pulumi.run("--cwd", folder, "preview");
    assert.notEqual(exitCode, 0);
    assert.match(output, /^ +nodeCount: .*-1/m);
    assert.doesNotMatch(output, /^ +at .*\.ts:\d+/m);
  });

  it("deletes the environment", async () => {
    writeFileSync(join(folder, "Pulumi.yaml"), project(1));
    await run("destroy", "--yes", "--skip-preview");
  });
});
