import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { type NewUser, newUser } from "../package/new-user.ts";
import { root } from "../package/packed.ts";

/** Compares this checkout with the installed package: size, time of an installation, time of a start. */
export const packageBench = async (): Promise<void> => {
  const user = await newUser();
  await measureCheckout(user);
  await measurePackage(user, "its own Node");
  await measurePackage(user, "Node 24", dirname(process.execPath));
};

const measureCheckout = async (user: NewUser): Promise<void> => {
  const size = await sizeOf(user, root);
  print(`this checkout on Node ${process.versions.node}`, {
    size,
    start: await startOf(user, root, join(root, "runner/cli/bin.mjs"), dirname(process.execPath)),
  });
};

/** `path` is the folder of the Node to use, by default that of the system. */
const measurePackage = async (user: NewUser, name: string, path?: string): Promise<void> => {
  const folder = await user.newFolder();
  const withPath = (command: string) => `${path === undefined ? "" : `PATH=${path}:$PATH; `}${command}`;
  const install = await user.run(folder, "bash", "-c", withPath("npm install azbatch"));
  assert.equal(install.exitCode, 0, install.stderr);
  const { stdout } = await user.run(folder, "bash", "-c", withPath("node --version"));
  const size = await sizeOf(user, folder);
  const start = await startOf(user, folder, join(folder, "node_modules/.bin/azbatch"), path);
  print(`the package on ${name}, ${stdout.trim()}`, { size, install: seconds(install.seconds), start });
};

const sizeOf = async (user: NewUser, folder: string): Promise<string> =>
  (await user.run(folder, "du", "-sh", "node_modules")).stdout.split("\t")[0] ?? "";

/** Returns the median of five starts, the first of which fills the compile cache and isn't counted. */
const startOf = async (user: NewUser, folder: string, program: string, path = ""): Promise<string> => {
  const times: number[] = [];
  for (let i = 0; i < 6; i++) {
    const started = await user.run(folder, "bash", "-c", `PATH=${path}:$PATH; exec ${program} --help`);
    assert.equal(started.exitCode, 0, started.stderr);
    if (i > 0) times.push(started.seconds);
  }
  return seconds(times.sort((a, b) => a - b)[2] ?? 0);
};

const seconds = (value: number): string => `${value.toFixed(2)} s`;

const print = (name: string, values: Readonly<Record<string, string>>): void =>
  console.log(
    `  ${name}: ${Object.entries(values)
      .map((pair) => pair.join(" "))
      .join(", ")}`,
  );
