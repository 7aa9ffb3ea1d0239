import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeysOutputs } from "../../infra/outputs.ts";
import { attach } from "../../local/attach.ts";
import { stop } from "../../local/lease.ts";
import { withKeys } from "../helpers/with-keys.ts";

/** A running local cloud. */
export interface SuiteCloud {
  /** A folder for the test. */
  readonly folder: string;
  /** File with the stack's outputs. */
  readonly outputsFile: string;
  readonly outputs: KeysOutputs;
}

export interface TestCloud extends SuiteCloud {
  close(): Promise<void>;
}

/** A separate local cloud for one test, as `npx azbatch local attach` returns it. */
export const startTestCloud = async (): Promise<TestCloud> => {
  const folder = await mkdtemp(join(tmpdir(), "batch-test-"));
  const dir = join(folder, "local");
  const lease = await attach({ dir, lingerMs: 5000, deadlineMs: 60_000 });
  const outputsFile = join(folder, "outputs.json");
  await writeFile(outputsFile, JSON.stringify(lease.outputs), { mode: 0o600 });
  return {
    folder,
    outputsFile,
    outputs: withKeys(lease.outputs),
    close: async () => {
      lease.release();
      await stop(dir);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
