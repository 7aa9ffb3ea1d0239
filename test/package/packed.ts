import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export const root = join(import.meta.dirname, "../..");

const execute = promisify(execFile);

type Tarballs = Readonly<Record<string, string>>;

let packed: Promise<Tarballs> | undefined;

/** Packs all packages of this repository, once for all tests, and returns their tarballs, by the package's name. */
export const packAll = (): Promise<Tarballs> => (packed ??= pack());

const pack = async (): Promise<Tarballs> => {
  const folder = mkdtempSync(join(tmpdir(), "batch-test-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const args = ["pack", "--workspaces", "--include-workspace-root", "--json", "--pack-destination", folder];
  // Scripts print to stdout before the JSON.
  const { stdout } = await execute("npm", args, { cwd: root, maxBuffer: 1e8 });
  const json = /^\[\n[\s\S]*/m.exec(stdout)?.[0];
  assert(json !== undefined, stdout);
  const files: { name: string; filename: string }[] = JSON.parse(json);
  return Object.fromEntries(files.map(({ name, filename }) => [name, join(folder, filename)]));
};

/** Returns the paths of a tarball's files. */
export const filesIn = async (tarball: string): Promise<string[]> =>
  (await execute("tar", ["-tzf", tarball])).stdout
    .trim()
    .split("\n")
    .map((path) => path.replace(/^package\//, ""));

/** Repacks a tarball as another version. */
export const withVersion = async (tarball: string, version: string, folder: string): Promise<string> => {
  await execute("tar", ["-xzf", tarball, "-C", folder]);
  const file = join(folder, "package/package.json");
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), version }));
  const changed = join(folder, "changed.tgz");
  await execute("tar", ["-czf", changed, "-C", folder, "package"]);
  return changed;
};
