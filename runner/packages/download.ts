import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentError, usageError } from "../errors.ts";
import { type FoundFile, hashInputs } from "../storage/hash-files.ts";
import type { PackageCache, Wheel } from "./package-cache.ts";
import { packageName } from "./requirements-file.ts";
import { type PackageTarget, platformOf, wheelTags } from "./target.ts";
import { lastLine, type Tools } from "./tools.ts";
import { type LockedPackage, lockLine } from "./uv-wheel.ts";

interface Download {
  readonly packages: readonly LockedPackage[];
  readonly indexes: readonly string[];
  readonly target: PackageTarget;
  readonly tools: Tools;
  readonly cache: PackageCache;
  /** Folder that only this user can read. */
  readonly work: string;
  readonly signal: AbortSignal;
  /** Called with the number of downloaded packages. */
  readonly onProgress: (done: number) => void;
}

/**
 * Downloads a wheel of each package into the cache.
 *
 * @throws RunnerError `WheelMissing` or `PackageIndexUnreachable`.
 */
export const downloadWheels = async (request: Download): Promise<Wheel[]> => {
  const { packages, indexes, target, tools, cache, work, signal, onProgress } = request;
  const folder = join(work, "wheels");
  await mkdir(folder);
  const lock = join(work, "lock.txt");
  await writeFile(lock, [...indexes, ...packages.map(lockLine), ""].join("\n"));
  let done = 0;
  const { code, stderr } = await tools.pip(
    [
      ...["download", "--requirement", lock, "--dest", folder, "--require-hashes", "--no-deps"],
      ...["--only-binary", ":all:", "--progress-bar", "off", "--implementation", "cp"],
      ...["--python-version", target.python],
      ...wheelTags(target).flatMap((tag) => ["--platform", tag]),
    ],
    {
      cwd: work,
      onLine: (line) => {
        if (/^Collecting /.test(line)) onProgress(done++);
      },
    },
  );
  if (code !== 0) throw downloadError(stderr, target);
  const names = (await readdir(folder)).sort();
  const found = await Promise.all(names.map((name) => foundFile(folder, name)));
  const wheels: Wheel[] = [];
  for (const { path, name, size, sha256 } of await hashInputs(found, signal)) {
    const wheel = { ...nameAndVersion(name), file: name, sha256, size };
    await cache.adopt(path, wheel);
    wheels.push(wheel);
  }
  return wheels;
};

const foundFile = async (folder: string, name: string): Promise<FoundFile> => {
  const path = join(folder, name);
  return { path, name, size: (await stat(path)).size };
};

/** @see https://packaging.python.org/specifications/binary-distribution-format/#file-name-convention */
const nameAndVersion = (file: string): Pick<Wheel, "name" | "version"> => {
  const [name = "", version = ""] = file.split("-");
  return { name: packageName(name), version };
};

const downloadError = (stderr: string, target: PackageTarget): Error => {
  const [, missing] = /No matching distribution found for (\S+)/.exec(stderr) ?? [];
  const isConnection = /Connection|Retrying|Temporary failure|Max retries/i.test(stderr);
  if (missing !== undefined && !isConnection)
    return usageError(
      "WheelMissing",
      `requirements: expected a wheel for Python ${target.python} on ${platformOf(target)}, got none for ${missing}`,
      "Nodes can't build packages. Use another version of the package.",
    );
  return environmentError(
    "PackageIndexUnreachable",
    `requirements: the packages could not be downloaded: ${lastLine(stderr)}`,
    "Run the command again when this machine can reach the package index.",
  );
};
