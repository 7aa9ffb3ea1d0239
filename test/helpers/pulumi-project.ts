import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

const project = join(import.meta.dirname, "../..");
const { devDependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
const home = process.env.PULUMI_HOME || join(homedir(), ".pulumi");
const bin = join(home, "versions", devDependencies.pulumi, "bin");

/** Where `npx pulumi` keeps the CLI; `.ci/build-pulumi` builds it. */
export const pulumiIsThere = (): boolean => existsSync(join(bin, "pulumi"));

export interface PulumiResult {
  readonly exitCode: number;
  /** Both streams. */
  readonly output: string;
}

export interface PulumiProject {
  /** Folder of the state files. */
  readonly state: string;
  readonly run: (...args: string[]) => Promise<PulumiResult>;
}

/** The project in a folder of its own, so that its stacks leave nothing in the checkout; state in files. */
export const createPulumiProject = async (
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<PulumiProject> => {
  const [copy, state] = [join(folder, "project"), join(folder, "state")];
  await mkdir(copy);
  await mkdir(state);
  await copyFile(join(project, "Pulumi.yaml"), join(copy, "Pulumi.yaml"));
  for (const entry of ["index.ts", "infra", "package.json", "node_modules"]) {
    await symlink(join(project, entry), join(copy, entry));
  }
  const env = {
    ...process.env,
    ...variables,
    PATH: `${bin}:${process.env.PATH}`,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "for this test",
    PULUMI_SKIP_UPDATE_CHECK: "1",
  };
  const run = (...args: string[]): Promise<PulumiResult> =>
    new Promise((resolve) => {
      const command = [...args, "--non-interactive", "--color", "never"];
      execFile(join(bin, "pulumi"), command, { cwd: copy, env }, (error, stdout, stderr) => {
        resolve({
          exitCode: typeof error?.code === "number" ? error.code : error ? 1 : 0,
          output: stdout + stderr,
        });
      });
    });
  return { state, run };
};
