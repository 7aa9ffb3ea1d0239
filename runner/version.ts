import packageJson from "../package.json" with { type: "json" };

/** Versions for bug reports. */
export const versions = {
  version: packageJson.version,
  node: process.versions.node,
  platform: process.platform,
  arch: process.arch,
};
