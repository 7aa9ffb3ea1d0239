import type { PackageTarget } from "./target.ts";

/** Version of uv that nodes install packages with. https://pypi.org/project/uv/ */
export const uvVersion = "0.13.9";

/** SHA-256 of uv's wheels on PyPI. */
const wheels = {
  "x86_64-glibc": "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
  "aarch64-glibc": "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
  "x86_64-musl": "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
  "aarch64-musl": "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
} as const;

/** Returns the line that requires uv itself on this platform. */
export const uvRequirement = ({
  machine,
  glibc,
}: Pick<PackageTarget, "machine" | "glibc">): LockedPackage => ({
  name: "uv",
  version: uvVersion,
  hashes: [wheels[`${machine}-${glibc === undefined ? "musl" : "glibc"}`]],
});

/** Platforms on which uv's own wheel runs, whatever the glibc of the target. */
export const uvTarget = (target: PackageTarget): PackageTarget => ({
  ...target,
  glibc: target.glibc && [2, 28],
});

/** A package at one version, and the SHA-256 of each wheel that may be installed. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly string[];
}

export const lockLine = ({ name, version, hashes }: LockedPackage): string =>
  [`${name}==${version}`, ...hashes.map((hash) => `--hash=sha256:${hash}`)].join(" ");
