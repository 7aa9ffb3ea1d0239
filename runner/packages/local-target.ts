import { environmentError, usageError } from "../errors.ts";
import { runTool } from "./run-tool.ts";
import type { PackageTarget } from "./target.ts";

/** PATH of tasks on the local cloud, whose nodes are this machine. */
const nodePath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const describe = `
import json, os, platform, sys
try:
    libc = os.confstr("CS_GNU_LIBC_VERSION")
except (AttributeError, ValueError, OSError):
    libc = None
print(json.dumps({"python": "%d.%d" % sys.version_info[:2], "machine": platform.machine(), "libc": libc}))
`;

/**
 * Returns the Python and platform of this machine, as a task on the local cloud finds them.
 *
 * @throws RunnerError `PythonNotFound` if there is no such Python.
 */
export const localTarget = async (
  python: string | undefined,
  signal: AbortSignal,
): Promise<PackageTarget> => {
  const names = python === undefined ? ["python3"] : [`python${python}`, "python3"];
  const found: string[] = [];
  for (const name of names) {
    const { code, stdout } = await runTool([name, "-c", describe], { env: { PATH: nodePath }, signal });
    if (code !== 0) continue;
    const target = parse(stdout);
    if (python === undefined || target.python === python) return target;
    found.push(target.python);
  }
  throw usageError(
    "PythonNotFound",
    `requirements: expected Python ${python ?? "3"} in /usr/local/bin or /usr/bin, where tasks on the local cloud find programs, got ${found[0] ?? "none"}`,
    found.length > 0
      ? `Change the workload's python to "${found[0]}", or install Python ${python}.`
      : "Install it with your system's packages, such as `apt install python3`.",
  );
};

const parse = (json: string): PackageTarget => {
  const { python, machine, libc } = JSON.parse(json) as {
    readonly python: string;
    readonly machine: string;
    readonly libc: string | null;
  };
  const known = { x86_64: "x86_64", amd64: "x86_64", aarch64: "aarch64", arm64: "aarch64" } as const;
  const name = machine.toLowerCase();
  if (!(name in known))
    throw environmentError(
      "PlatformNotSupported",
      `requirements: expected a machine with x86_64 or aarch64, got ${machine}`,
    );
  const [, major, minor] = /glibc (\d+)\.(\d+)/.exec(libc ?? "") ?? [];
  return {
    python,
    machine: known[name as keyof typeof known],
    glibc: major === undefined ? undefined : [Number(major), Number(minor)],
  };
};
