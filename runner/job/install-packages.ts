import { readFileSync } from "node:fs";
import type { BatchServiceModels as Models } from "@azure/batch";
import type { Manifest, PythonPackages } from "../manifest/manifest.ts";
import { packagesVariable } from "../manifest/reserved-names.ts";
import { packagesBlob } from "../storage/blob-names.ts";
import type { InputFile } from "./fetch-inputs.ts";
import { quoteLines } from "./quote-lines.ts";
import type { RequestContext } from "./request-context.ts";
import { fetchProgram } from "./stage-files.ts";

/** Parts of the job preparation task that install a run's packages. */
interface Installation {
  /** Bash line that installs the packages, unless an earlier job has, and ends the task if that fails. */
  readonly command: string;
  readonly resourceFiles: Models.ResourceFile[];
  /** Access to the wheels, which is a secret. */
  readonly environmentSettings: Models.EnvironmentSetting[];
  /** Node program that fetches the wheels. It contains no secret. */
  readonly program: string;
}

const programFile = ".batch-packages.mts";

const installScript = readFileSync(new URL("./install-packages.sh", import.meta.url), "utf8").replace(
  /^ *#.*\n/gm,
  "",
);

/** Returns the installation of a run's packages; undefined if it has none. */
export const packagesInstallation = (
  manifest: Manifest,
  { nodePath, access }: RequestContext,
): Installation | undefined => {
  const { packages } = manifest;
  if (packages === undefined) return undefined;
  const { key, python, wheels, uv } = packages;
  const files = [
    ...wheels.map(({ file, sha256 }) => fileOf(access.input(sha256), `wheels/${file}`)),
    fileOf(access.input(uv.sha256), "uv.whl"),
  ];
  const urls = files.map(({ url }) => url);
  const variables = `version=${python} key=${key} uv_sha256=${uv.sha256} node="${nodePath}" program="$PWD/${programFile}"`;
  return {
    command: `(${variables}; eval ${quoteLines(installScript)}) || exit; unset ${packagesVariable}`,
    resourceFiles: [{ ...access.application(packagesBlob(manifest)), filePath: programFile }],
    environmentSettings: [{ name: packagesVariable, value: JSON.stringify(access.reading(urls)) }],
    program: `${fetchProgram(files)}await writeFile("lock.txt", ${JSON.stringify(lockOf(packages))});\n`,
  };
};

const fileOf = ({ httpUrl = "" }: Models.ResourceFile, path: string): InputFile => ({
  url: httpUrl.replace(/\?.*/, ""),
  path,
  mode: "0644",
});

const lockOf = ({ wheels }: PythonPackages): string =>
  wheels.map(({ name, version, sha256 }) => `${name}==${version} --hash=sha256:${sha256}\n`).join("");

/** Bash line that makes the packages' Python the task's `python3` and `python`. */
export const usePackages = ({ key }: Pick<PythonPackages, "key">): string =>
  `unset PYTHONHOME; export VIRTUAL_ENV="$AZ_BATCH_NODE_SHARED_DIR/envs/${key}"; export PATH="$VIRTUAL_ENV/bin:$PATH"`;
