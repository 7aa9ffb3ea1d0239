import { usageError } from "../errors.ts";

/** Python and platform of the nodes that packages are for. */
export interface PackageTarget {
  /** Such as `3.12`. */
  readonly python: string;
  readonly machine: "x86_64" | "aarch64";
  /** Version of glibc, such as 2.39; undefined on a node with musl. */
  readonly glibc: readonly [major: number, minor: number] | undefined;
}

/** Minor versions of glibc 2 that uv accepts, the highest first. */
const minors = [40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 28, 17] as const;

/** Returns the target of a platform that `platformOf` returned. */
export const targetOf = ({
  python,
  platform,
}: Pick<PackageTarget, "python"> & { readonly platform: string }): PackageTarget => {
  const minor = /_2_(\d+)$/.exec(platform)?.[1];
  return {
    python,
    machine: platform.startsWith("aarch64") ? "aarch64" : "x86_64",
    glibc: minor === undefined ? undefined : [2, Number(minor)],
  };
};

/** Oldest glibc that any wheel names. */
const oldestMinor = 5;

const glibcMinor = ([, minor]: readonly [number, number]): number =>
  minors.find((each) => each <= minor) ?? minors[minors.length - 1] ?? oldestMinor;

/** Returns the platform in uv's notation: `x86_64-manylinux_2_39` or `x86_64-unknown-linux-musl`. */
export const platformOf = ({ machine, glibc }: PackageTarget): string =>
  glibc === undefined ? `${machine}-unknown-linux-musl` : `${machine}-manylinux_2_${glibcMinor(glibc)}`;

/** Names of the platforms with a number before PEP 600, by the minor version of glibc. */
const olderNames: Readonly<Record<number, string>> = {
  17: "manylinux2014",
  12: "manylinux2010",
  5: "manylinux1",
};

/** Returns the platform tags of the wheels that a node can install, the best first: pip doesn't derive lower versions from a tag. */
export const wheelTags = ({ machine, glibc }: PackageTarget): string[] => {
  if (glibc === undefined) return [2, 1].map((minor) => `musllinux_1_${minor}_${machine}`);
  const top = glibcMinor(glibc);
  const tags: string[] = [];
  for (let minor = top; minor >= oldestMinor; minor -= 1) {
    tags.push(`manylinux_2_${minor}_${machine}`);
    const older = olderNames[minor];
    if (older !== undefined) tags.push(`${older}_${machine}`);
  }
  return [...tags, `linux_${machine}`];
};

/** Systems of Azure's images by the end of the node agent's id, each with its Python and the minor version of glibc 2. */
const systems: Readonly<Record<string, readonly [python: string, glibcMinor: number]>> = {
  "ubuntu 24.04": ["3.12", 39],
  "ubuntu 22.04": ["3.10", 35],
  "debian 12": ["3.11", 36],
  "debian 11": ["3.9", 31],
};

/**
 * Returns the target of a pool on Azure. All of its sizes are x64, because the start task installs Node for x64.
 *
 * @throws RunnerError `PythonUnknown` if the image's Python isn't known and the workload doesn't name it.
 */
export const targetOfPool = (pool: PoolImage, python: string | undefined): PackageTarget => {
  const agent = pool.nodeAgentSkuId?.toLowerCase().replace("batch.node.", "") ?? "";
  const [own, minor = 28] = systems[agent] ?? [];
  const chosen = python ?? own;
  if (chosen !== undefined) return { python: chosen, machine: "x86_64", glibc: [2, minor] };
  throw usageError(
    "PythonUnknown",
    `requirements: expected the Python version of pool ${pool.poolId}, whose image isn't known (${agent || "no node agent"})`,
    'Add it to the workload, such as python: "3.12".',
  );
};

interface PoolImage {
  readonly poolId: string;
  /** Such as `batch.node.ubuntu 24.04`. */
  readonly nodeAgentSkuId: string | undefined;
}
