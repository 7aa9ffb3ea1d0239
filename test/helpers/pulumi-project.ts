import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdir, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

const project = join(import.meta.dirname, "../..");
const { devDependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
const home = process.env.PULUMI_HOME || join(homedir(), ".pulumi");
/** Folder of the CLI of `npx pulumi`. */
export const pulumiBin = join(home, "versions", devDependencies.pulumi, "bin");

/** Path of the CLI of `npx pulumi`; `.ci/build-pulumi` builds it. */
export const pulumiIsThere = (): boolean => existsSync(join(pulumiBin, "pulumi"));

interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** stdout and stderr. */
  readonly output: string;
}

export interface PulumiProject {
  readonly folder: string;
  readonly run: (...args: string[]) => Promise<CommandResult>;
  /** Starts a command and returns its process. */
  readonly start: (...args: string[]) => ChildProcess;
  /** Runs `npx azbatch submit <args>` in the project. */
  readonly submit: (...args: string[]) => Promise<CommandResult>;
  /** Returns all files that the CLI wrote: state, history, backups. */
  readonly stateFiles: () => { name: string; text: string }[];
}

/** Copies the project to a separate folder, so that stacks leave no files in the checkout. State is in files. */
export const createPulumiProject = async (
  folder: string,
  variables: Readonly<Record<string, string>>,
): Promise<PulumiProject> => {
  const [copy, state] = [join(folder, "project"), join(folder, "state")];
  await mkdir(state);
  for (const entry of [
    "Pulumi.yaml",
    "Pulumi.dev.yaml",
    "stacks/.gitignore",
    "index.ts",
    "infra",
    "runner",
    "browser",
    "task",
    "data",
    "package.json",
  ])
    await cp(join(project, entry), join(copy, entry), { recursive: true });
  await symlink(join(project, "node_modules"), join(copy, "node_modules"));
  const env = {
    ...process.env,
    PATH: `${pulumiBin}:${process.env.PATH}`,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "for this test",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    ...variables,
  };
  const options = { cwd: copy, env };
  const command = (args: readonly string[]): string[] => [...args, "--non-interactive", "--color", "never"];
  return {
    folder: copy,
    run: (...args) => result(join(pulumiBin, "pulumi"), command(args), options),
    start: (...args) => spawn(join(pulumiBin, "pulumi"), command(args), options),
    submit: (...args) => result(process.execPath, ["runner/cli/bin.mjs", "submit", ...args], options),
    stateFiles: () =>
      readdirSync(state, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile())
        .map(({ parentPath, name }) => ({ name, text: readFileSync(join(parentPath, name), "utf8") })),
  };
};

const result = (
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<CommandResult> =>
  new Promise((resolve) => {
    execFile(program, args, { ...options, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === "number" ? error.code : error ? 1 : 0;
      resolve({ exitCode, stdout, output: stdout + stderr });
    });
  });
