import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { environmentError } from "../errors.ts";
import { indexSettings, pipVariables, uvVariables } from "./index-settings.ts";
import type { PackageCache } from "./package-cache.ts";
import { type Environment, runTool, type ToolResult } from "./run-tool.ts";
import { uvVersion } from "./uv-wheel.ts";

/** uv and pip on this machine. */
export interface Tools {
  readonly uv: (words: readonly string[], options?: ToolRun) => Promise<ToolResult>;
  readonly pip: (words: readonly string[], options?: ToolRun) => Promise<ToolResult>;
}

interface ToolRun {
  readonly cwd?: string;
  readonly onLine?: (line: string) => void;
}

interface FindTools {
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly cache: PackageCache;
}

/** Version of pip that uv runs on a machine without pip. */
const pipVersion = "26.3";

/**
 * Finds uv, or gets it with pip, and pip, or runs it with uv. One of the two is enough.
 *
 * @throws RunnerError `PythonToolsMissing` if this machine has neither.
 */
export const findTools = async ({ env, signal, cache }: FindTools): Promise<Tools> => {
  const [pip, ownUv] = await Promise.all([
    findPip(env, signal),
    runTool(["uv", "--version"], { env, signal }),
  ]);
  const hasUv = ownUv.code === 0;
  if (pip === undefined && !hasUv)
    throw environmentError(
      "PythonToolsMissing",
      "requirements: expected uv, or Python 3 with pip, on this machine, got neither",
      "Install one of them: https://docs.astral.sh/uv/, or `apt install python3-pip`. Nodes need neither.",
    );
  const settings = await indexSettings(env, async () =>
    pip === undefined ? "" : (await runTool([...pip, "config", "list"], { env, signal })).stdout,
  );
  const pipEnv = { ...env, ...pipVariables(settings, env), ...quietPip };
  const uv = hasUv || pip === undefined ? "uv" : await installUv(pip, { env: pipEnv, signal, cache });
  const uvEnv = uvVariables(settings, env);
  const pipWords = pip ?? [uv, "tool", "run", `pip@${pipVersion}`];
  return {
    uv: (words, options) => runTool([uv, ...words], { env: { ...env, ...uvEnv }, signal, ...options }),
    pip: (words, options) =>
      runTool([...pipWords, ...words], { env: { ...pipEnv, ...uvEnv }, signal, ...options }),
  };
};

/** Settings of users that would make pip ask, or refuse to download. */
const quietPip = { PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_NO_INPUT: "1", PIP_REQUIRE_VIRTUALENV: "0" };

const findPip = async (env: Environment, signal: AbortSignal): Promise<readonly string[] | undefined> => {
  for (const python of ["python3", "python"]) {
    const words = [python, "-m", "pip"];
    const { code, stdout } = await runTool([...words, "--version"], { env, signal });
    const [, major = "0", minor = "0"] = /^pip (\d+)(?:\.(\d+))?/.exec(stdout) ?? [];
    // Since 20.3, pip accepts the platforms of PEP 600.
    if (code === 0 && Number(major) * 100 + Number(minor) >= 2003) return words;
  }
  return undefined;
};

/** Returns uv's path in the cache. Installs it there if it is missing. */
const installUv = async (
  pip: readonly string[],
  { env, signal, cache }: FindTools & { readonly env: Environment },
): Promise<string> => {
  const folder = join(cache.folder, `uv-${uvVersion}`);
  const program = join(folder, "bin", "uv");
  const isHere = async (): Promise<boolean> =>
    (await runTool([program, "--version"], { env, signal })).code === 0;
  if (await isHere()) return program;
  const words = ["install", "--quiet", "--no-deps", "--only-binary=:all:", `uv==${uvVersion}`];
  return cache.withWorkFolder(async (work) => {
    const target = join(work, "uv");
    await mkdir(target);
    const { stderr } = await runTool([...pip, ...words, "--target", target], { env, signal });
    // Another process may have been faster.
    await rename(target, folder).catch(() => {});
    if (await isHere()) return program;
    throw environmentError(
      "PythonToolsMissing",
      `requirements: expected pip to install uv ${uvVersion}, got: ${lastLine(stderr)}`,
      "Connect this machine to a package index, or install uv: https://docs.astral.sh/uv/",
    );
  });
};

/** Returns the last line of a tool's messages that says something. */
export const lastLine = (stderr: string): string =>
  stderr
    .split("\n")
    .map((line) => line.replace(/^ERROR: /, "").trim())
    .findLast((line) => line !== "" && !/^(WARNING|\[notice\])/.test(line)) ?? "no message";
