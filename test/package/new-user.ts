import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { startNpmRegistry } from "../helpers/npm-registry.ts";
import { packAll, root } from "./packed.ts";

interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** A user who has nothing but the system's Node: an empty home, no packages, and a registry with ours. */
export interface NewUser {
  readonly home: string;
  /** Runs a program in a folder. */
  run(folder: string, program: string, ...args: string[]): Promise<Result>;
  /** Returns a new empty folder. */
  newFolder(): Promise<string>;
  /** Publishes a tarball. */
  publish(tarball: string): Promise<void>;
}

let user: Promise<NewUser> | undefined;

/** Returns the user of all tests, whose npm downloads each package once. The registry has all packages of this repository. */
export const newUser = (): Promise<NewUser> => (user ??= createNewUser());

const createNewUser = async (): Promise<NewUser> => {
  const parent = await mkdtemp(join(tmpdir(), "batch-test-"));
  process.once("exit", () => rmSync(parent, { recursive: true, force: true }));
  const home = await mkdtemp(join(parent, "home-"));
  const registry = await startNpmRegistry(await npmSetting("registry"));
  const env = await environment(home, registry.url);
  for (const tarball of Object.values(await packAll())) await registry.publish(tarball);
  return {
    home,
    run: (folder, program, ...args) => run(program, args, { cwd: folder, env }),
    newFolder: () => mkdtemp(join(parent, "folder-")),
    publish: registry.publish,
  };
};

const npmSetting = async (name: string): Promise<string> =>
  (await promisify(execFile)("npm", ["config", "get", name], { cwd: root })).stdout.trim();

/** Leaves out what npm sets for the scripts of this repository, such as a PATH with its own Node. */
const environment = async (home: string, registry: string): Promise<NodeJS.ProcessEnv> => {
  const { PATH = "", ...inherited } = process.env;
  const kept = Object.entries(inherited).filter(
    ([name]) => !/^(npm_|INIT_CWD$|NODE$|NODE_(?!EXTRA_CA)|BATCH_|PULUMI_|XDG_)/i.test(name),
  );
  const certificates = await npmSetting("cafile");
  return {
    ...Object.fromEntries(kept),
    PATH: PATH.split(delimiter)
      .filter((folder) => !folder.includes("node_modules"))
      .join(delimiter),
    HOME: home,
    npm_config_registry: registry,
    // The machine's certificates belong to the way to its registry.
    ...(certificates === "null" ? {} : { npm_config_cafile: certificates }),
  };
};

const run = (
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Result> =>
  new Promise((resolve) => {
    const start = performance.now();
    execFile(program, args, { ...options, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === "number" ? error.code : error ? 1 : 0;
      resolve({ exitCode, stdout, stderr, seconds: (performance.now() - start) / 1000 });
    });
  });
