import { execFileSync, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { split } from "shlex";
import { nodeFolder } from "../../infra/node-runtime.ts";
import { type StartTaskOptions, startTaskCommandLine } from "../../infra/start-task.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

export const version = "24.0.1";
export const name = `node-v${version}-linux-x64`;

/** A node's shared directory, and a download site for Node whose first responses are errors. */
interface Scene {
  readonly shared: string;
  readonly sha256: string;
  readonly downloads: () => number;
  readonly run: (options?: RunOptions) => Promise<Result>;
}

interface RunOptions extends StartTaskOptions {
  readonly sha256?: string;
  readonly path?: string;
}

interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const withScene = (failures: number, use: (scene: Scene) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const tarball = makeTarball(join(folder, "release"), version);
    const shared = join(folder, "shared");
    mkdirSync(shared);
    let downloads = 0;
    const server = createServer((_request, response) => {
      downloads += 1;
      if (downloads <= failures) return void response.writeHead(503).end("busy");
      response.end(tarball);
    });
    const url = `${await listen(server)}/${name}.tar.xz`;
    const sha256 = hash("sha256", tarball);
    const run: Scene["run"] = ({ path, ...options } = {}) =>
      runStartTask(
        startTaskCommandLine(
          { version, name, url, sha256: options.sha256 ?? sha256 },
          { ...options, retrySeconds: 0 },
        ),
        {
          AZ_BATCH_NODE_SHARED_DIR: shared,
          PATH: path ?? process.env.PATH,
        },
      );
    try {
      await use({ shared, sha256, downloads: () => downloads, run });
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

const listen = async (server: Server): Promise<string> => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const makeTarball = (folder: string, says: string): Buffer => {
  mkdirSync(join(folder, name, "bin"), { recursive: true });
  writeFileSync(join(folder, name, "bin", "node"), scriptThatSays(says), { mode: 0o755 });
  execFileSync("tar", ["-cJf", join(folder, "release.tar.xz"), "-C", folder, name]);
  return readFileSync(join(folder, "release.tar.xz"));
};

export const placeNode = (shared: string, says: string): void => {
  mkdirSync(join(shared, nodeFolder, "bin"), { recursive: true });
  writeFileSync(join(shared, nodeFolder, "bin", "node"), scriptThatSays(says), { mode: 0o755 });
};

const scriptThatSays = (version: string): string => `#!/bin/sh\necho v${version}\n`;

/** Runs a command line like a node: without a shell except the one in the command line. */
export const runStartTask = async (commandLine: string, env: NodeJS.ProcessEnv): Promise<Result> => {
  const [program, ...args] = split(commandLine);
  const cwd = mkdtempSync(join(tmpdir(), "start-task-"));
  const child = spawn(program!, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  rmSync(cwd, { recursive: true });
  return { exitCode, stdout, stderr };
};

export const installed = (shared: string): string =>
  execFileSync(join(shared, nodeFolder, "bin", "node"), { encoding: "utf8" }).trim();

/** Returns the line of stderr that has the reason of a failure. */
export const reasonIn = (stderr: string): string =>
  stderr.split("\n").find((line) => line.startsWith("start task: ")) ?? "";
