import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pulumiOutputs } from "../../../runner/environment/pulumi-outputs.ts";
import { RunnerError } from "../../../runner/errors.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Returns the error if the project's Pulumi CLI fails with these lines on stderr. */
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

describe("pulumiOutputs, if the Pulumi CLI fails", () => {
  it("shows Pulumi's error in one line", async () => {
    const error = await saidAfter("warning: old\\nerror: no such backend\\nmore\\n");
    isEnvironmentError("OutputsUnreadable", "dev", "no such backend")(error);
    assert.doesNotMatch(error.message, /old|more|\n/);
    assert.equal(error.hint, undefined);
  });

  it("shows in one line that the npm package couldn't download the CLI", async () => {
    const error = await saidAfter("Downloading pulumi v3.250.0...\\npulumi: fetch failed\\n");
    isEnvironmentError("OutputsUnreadable", "dev", "pulumi: fetch failed", "npx pulumi version")(error);
    assert.doesNotMatch(error.message, /Downloading|\n/);
  });
});
