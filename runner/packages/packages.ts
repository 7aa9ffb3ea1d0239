import { usageError } from "../errors.ts";
import type { HashedFile } from "../storage/hash-files.ts";
import { downloadWheels } from "./download.ts";
import { digest, type PackageCache, packageCache, type Wheel } from "./package-cache.ts";
import type { Requirements } from "./requirement-source.ts";
import { resolveRequirements } from "./resolve.ts";
import type { Environment } from "./run-tool.ts";
import { allowsPython } from "./script-metadata.ts";
import { type PackageTarget, platformOf } from "./target.ts";
import { findTools } from "./tools.ts";
import { uvRequirement, uvTarget } from "./uv-wheel.ts";

/** The Python packages of a run: wheels on this machine for the nodes' Python and platform. */
export interface Packages {
  /** The same for the same wheels, Python and platform, on every machine. */
  readonly key: string;
  readonly python: string;
  readonly platform: string;
  readonly wheels: readonly Wheel[];
  /** uv's own wheel, with which nodes install the others. */
  readonly uv: Wheel;
  /** The files of `wheels` and `uv`. */
  readonly files: readonly HashedFile[];
}

interface ReadPackages {
  readonly requirements: Requirements;
  readonly target: PackageTarget;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Resolves again, even if the cache has a resolution. */
  readonly refresh?: boolean | undefined;
  readonly onProgress?: (step: PackageStep) => void;
}

/** Progress of finding packages. */
interface PackageStep {
  readonly step: "resolving" | "downloading";
  readonly done: number;
  /** Packages; 0 while they are not known. */
  readonly total: number;
}

/**
 * Resolves requirements and downloads the wheels, unless the cache has them.
 *
 * @throws RunnerError if the requirements can't be met or a package has no wheel for the nodes.
 */
export const readPackages = async (request: ReadPackages): Promise<Packages> => {
  const { requirements, target, env, refresh = false } = request;
  for (const condition of requirements.python)
    if (!allowsPython(condition, target.python))
      throw usageError(
        "PythonVersionMismatch",
        `requirements: ${requirements.origin}: expected Python ${condition}, got ${target.python} on the nodes`,
        "Use nodes with another image (the stack's setting image), or install that Python on them with startScript and set the workload's python.",
      );
  const cache = packageCache(env);
  const keys = cacheKeys(request);
  const [wheels, uv] = [refresh ? undefined : await cache.read(keys.wheels), await cache.read(keys.uv)];
  const found = wheels && uv ? [wheels, uv] : await fetchMissing(request, cache, { wheels, uv });
  if (wheels === undefined) await cache.write(keys.wheels, found[0] ?? []);
  if (uv === undefined) await cache.write(keys.uv, found[1] ?? []);
  return packagesOf(target, cache, found);
};

/** Returns the packages that an earlier call has found; undefined if the cache doesn't have them. */
export const cachedPackages = async (
  request: Pick<ReadPackages, "requirements" | "target" | "env">,
): Promise<Packages | undefined> => {
  const cache = packageCache(request.env);
  const keys = cacheKeys(request);
  const [wheels, uv] = [await cache.read(keys.wheels), await cache.read(keys.uv)];
  return wheels && uv && packagesOf(request.target, cache, [wheels, uv]);
};

const cacheKeys = ({ requirements, target }: Pick<ReadPackages, "requirements" | "target">) => ({
  wheels: digest([requirements.content, requirements.python, target.python, platformOf(target)]),
  uv: digest(["uv", uvRequirement(target)]),
});

interface InCache {
  readonly wheels: readonly Wheel[] | undefined;
  readonly uv: readonly Wheel[] | undefined;
}

const fetchMissing = async (
  { requirements, target, env, signal, refresh = false, onProgress = () => {} }: ReadPackages,
  cache: PackageCache,
  { wheels, uv }: InCache,
): Promise<readonly (readonly Wheel[])[]> => {
  onProgress({ step: "resolving", done: 0, total: 0 });
  const tools = await findTools({ env, signal, cache });
  const fetchOwn = (): Promise<Wheel[]> =>
    cache.withWorkFolder(async (work) => {
      const lock = await resolveRequirements({ requirements, target, tools, work, refresh });
      const total = lock.packages.length;
      const report = (done: number): void => onProgress({ step: "downloading", done, total });
      report(0);
      return downloadWheels({ ...lock, target, tools, cache, work, signal, onProgress: report });
    });
  const fetchUv = (): Promise<Wheel[]> =>
    cache.withWorkFolder((work) =>
      downloadWheels({
        ...{ packages: [uvRequirement(target)], indexes: [], target: uvTarget(target) },
        ...{ tools, cache, work, signal, onProgress: () => {} },
      }),
    );
  return Promise.all([wheels ?? fetchOwn(), uv ?? fetchUv()]);
};

const packagesOf = (
  target: PackageTarget,
  cache: PackageCache,
  [wheels = [], uv = []]: readonly (readonly Wheel[])[],
): Packages => {
  const platform = platformOf(target);
  const hashes = wheels.map(({ sha256 }) => sha256).sort();
  const [uvWheel] = uv;
  if (uvWheel === undefined) throw new Error("no wheel of uv");
  return {
    key: digest([target.python, platform, hashes]).slice(0, 32),
    python: target.python,
    platform,
    wheels,
    uv: uvWheel,
    files: [...wheels, uvWheel].map((wheel) => ({
      path: cache.pathOf(wheel),
      name: wheel.file,
      size: wheel.size,
      sha256: wheel.sha256,
    })),
  };
};
