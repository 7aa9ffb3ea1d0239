import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const cli = join(import.meta.dirname, "../../local/cli.ts");

export interface TestCloud {
  /** A folder for the test. */
  readonly folder: string;
  /** File with the stack's outputs. */
  readonly outputsFile: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly close: () => Promise<void>;
}

/** A local cloud of the test's own, as `npm run local -- attach` gives it. */
export const startTestCloud = async (): Promise<TestCloud> => {
  const folder = await mkdtemp(join(tmpdir(), "batch-test-"));
  const dir = ["--dir", join(folder, "local")];
  const child = spawn(process.execPath, [cli, "attach", ...dir], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const outputsFile = join(folder, "outputs.json");
  await writeFile(outputsFile, String(line), { mode: 0o600 });
  return {
    folder,
    outputsFile,
    outputs: JSON.parse(String(line)),
    close: async () => {
      const exited = once(child, "exit");
      child.stdin.end();
      await exited;
      await promisify(execFile)(process.execPath, [cli, "stop", ...dir]);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
