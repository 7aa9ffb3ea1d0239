import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pulumiOutputs } from "../../../runner/environment/pulumi-outputs.ts";
import { RunnerError } from "../../../runner/errors.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** What is said where the project's Pulumi CLI ends with these lines on stderr. */
const saidAfter = async (stderr: string) =>
  withTemporaryFolder(async (projectDir) => {
    const path = process.env.PATH;
    const bin = join(projectDir, "node_modules/.bin");
    await mkdir(bin, { recursive: true });
    await writeFile(join(projectDir, "Pulumi.yaml"), "name: mine\nruntime: nodejs\n");
    await writeFile(join(bin, "pulumi"), `#!/bin/sh\nprintf '${stderr}' >&2\nexit 1\n`, { mode: 0o755 });
    try {
      const error: unknown = await pulumiOutputs("dev", projectDir).catch((error: unknown) => error);
      assert(error instanceof RunnerError);
      return error;
    } finally {
      process.env.PATH = path;
    }
  });

describe("pulumiOutputs: what a CLI that fails has said, in a line", () => {
  it("an error of Pulumi's", async () => {
    const { message, hint } = await saidAfter("warning: old\\nerror: no such backend\\nmore\\n");
    assert.equal(message, "the outputs of stack dev can't be read: no such backend");
    assert.equal(hint, undefined);
  });

  it("npm's package, which could not download the CLI", async () => {
    const { message, hint } = await saidAfter("Downloading pulumi v3.250.0...\\npulumi: fetch failed\\n");
    assert.equal(message, "the outputs of stack dev can't be read: pulumi: fetch failed");
    assert.match(hint ?? "", /npx pulumi version downloads the Pulumi CLI/);
  });
});
