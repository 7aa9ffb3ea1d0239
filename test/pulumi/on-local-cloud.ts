import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { type KeysOutputs, parseStackOutputs, type StackOutputs } from "../../infra/outputs.ts";
import { startForeground } from "../helpers/foreground-cloud.ts";
import { createPulumiProject, type PulumiProject, pulumiIsThere } from "../helpers/pulumi-project.ts";

/** The real Pulumi CLI with its own local cloud. */
export interface OnLocalCloud {
  /** Folder of the project and the local cloud. */
  readonly folder: string;
  readonly pulumi: PulumiProject;
  /** Variables that `.local/env` exports. */
  readonly variables: Readonly<Record<string, string>>;
  /** Runs a command, asserts that it succeeds and returns its output. */
  run(...args: string[]): Promise<string>;
  /** Runs `up` without prompts. */
  up(...args: string[]): Promise<string>;
  /** Returns the stack outputs with secrets in plain text. */
  outputs(stack: string): Promise<StackOutputs>;
  /** Ends the local cloud, like `close`. */
  stopCloud(): Promise<void>;
  close(): Promise<void>;
}

/** For a suite's `before`: skips the suite with a message if there is no CLI. `args` are those of `npx azbatch local`. */
export const startOnLocalCloud = async (context: Mocha.Context, ...args: string[]): Promise<OnLocalCloud> => {
  if (!pulumiIsThere()) {
    console.log("    no Pulumi CLI here: SKIPPED; .ci/build-pulumi builds it");
    context.skip();
  }
  const folder = await mkdtemp(join(tmpdir(), "batch-test-"));
  const cloud = await startForeground(join(folder, "local"), ...args);
  const pulumi = await createPulumiProject(folder, cloud.variables);
  const run = async (...command: string[]): Promise<string> => {
    const { exitCode, output } = await pulumi.run(...command);
    assert.equal(exitCode, 0, output);
    return output;
  };
  return {
    folder,
    pulumi,
    variables: cloud.variables,
    run,
    up: (...more) => run("up", "--yes", "--skip-preview", ...more),
    outputs: async (stack) => {
      const json = await run("stack", "output", "--json", "--show-secrets", "--stack", stack);
      const { outputs, problems } = parseStackOutputs(JSON.parse(json));
      assert.deepEqual(problems, undefined);
      return outputs!;
    },
    stopCloud: async () => void (await cloud.stop()),
    close: async () => {
      await cloud.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Returns a client of a stack's storage account. */
export const blobsOf = (outputs: KeysOutputs): BlobServiceClient =>
  new BlobServiceClient(
    new URL(".", outputs.inputContainerUrl).href,
    new StorageSharedKeyCredential(outputs.storageAccountName, outputs.storageAccountKey),
  );

export const containersOf = async (outputs: KeysOutputs): Promise<string[]> =>
  (await Array.fromAsync(blobsOf(outputs).listContainers(), ({ name }) => name)).sort();
