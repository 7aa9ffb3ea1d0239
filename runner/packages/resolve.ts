import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environmentError, usageError } from "../errors.ts";
import type { Requirements } from "./requirement-source.ts";
import { directError, packageName } from "./requirements-file.ts";
import { type PackageTarget, platformOf } from "./target.ts";
import { lastLine, type Tools } from "./tools.ts";
import type { LockedPackage } from "./uv-wheel.ts";

/** Versions of all packages that satisfy the requirements on the target. */
interface Lock {
  readonly packages: readonly LockedPackage[];
  /** Options by which pip finds them. May hold credentials. */
  readonly indexes: readonly string[];
}

interface Resolve {
  readonly requirements: Requirements;
  readonly target: PackageTarget;
  readonly tools: Tools;
  /** Folder that only this user can read. */
  readonly work: string;
  /** Ignores what uv knows of the indexes from earlier. */
  readonly refresh: boolean;
}

/**
 * Chooses a version of each package that has a wheel for the target.
 *
 * @throws RunnerError `WheelMissing` if a package has none, `RequirementsUnsatisfiable` if no versions fit together.
 */
export const resolveRequirements = async (request: Resolve): Promise<Lock> => {
  const { requirements, target, tools, work, refresh } = request;
  const { lines, files, origin } = requirements;
  const own = join(work, "requirements.in");
  const constraints = join(work, "constraints.txt");
  await writeFile(own, [...lines.indexes, ...lines.requirements, ""].join("\n"));
  await writeFile(constraints, [...lines.constraints, ""].join("\n"));
  const { code, stdout, stderr } = await tools.uv([
    ...["pip", "compile", ...(files.length > 0 ? files : [own]), "--constraints", constraints],
    ...["--python-version", target.python, "--python-platform", platformOf(target)],
    ...["--only-binary", ":all:", "--generate-hashes", "--emit-index-annotation"],
    ...(refresh ? ["--refresh"] : []),
    ...["--no-header", "--no-annotate", "--no-python-downloads", "--quiet", "--color", "never"],
  ]);
  if (code !== 0) throw resolveError(stderr.replaceAll(own, origin), request);
  const packages = lockedPackages(stdout, whereOf(origin));
  return {
    packages: packages.map((each) => ({ ...each, hashes: allowed(each, requirements) })),
    indexes: files.length > 0 ? annotatedIndexes(stdout) : lines.indexes,
  };
};

const lockedPackages = (text: string, where: string): LockedPackage[] => {
  const entries = text.replace(/\\\n/g, " ").split("\n");
  return entries
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("-"))
    .map((line) => {
      const [, name, version] = /^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)/.exec(line) ?? [];
      if (name === undefined || version === undefined)
        throw directError(line.split(" --hash")[0] ?? line, where);
      const hashes = Array.from(line.matchAll(/--hash=sha256:([0-9a-f]{64})/g), ([, hash = ""]) => hash);
      return { name: packageName(name), version, hashes };
    });
};

/** If the requirements list hashes, only wheels with one of them may be used. */
const allowed = (
  { name, version, hashes }: LockedPackage,
  { lines, origin }: Requirements,
): readonly string[] => {
  const listed = lines.hashes.get(name);
  if (listed === undefined) return hashes;
  const both = hashes.filter((hash) => listed.has(hash));
  if (both.length > 0) return both;
  throw usageError(
    "WheelMissing",
    `${whereOf(origin)}: no wheel of ${name} ${version} has one of the hashes in the file`,
    "List the hashes of wheels for the nodes' platform, such as with `uv pip compile --universal --generate-hashes`.",
  );
};

/** Returns options for the indexes from which uv took packages: it reads some from pyproject.toml. */
const annotatedIndexes = (text: string): string[] => {
  const urls = Array.from(text.matchAll(/^\s+# from (https?:\/\/\S+)$/gm), ([, url = ""]) => url);
  return [...new Set(urls)]
    .filter((url) => !url.startsWith("https://pypi.org/"))
    .map((url) => `--extra-index-url ${url}`);
};

/** A list in the workload has the origin `requirements`. */
const whereOf = (origin: string): string => (origin === "requirements" ? origin : `requirements: ${origin}`);

/** Returns uv's reason, without the place, and the text that it underlines with carets on the line below. */
const parseProblem = (causes: readonly string[]): string => {
  const carets = causes.findIndex((line) => /^\^+$/.test(line));
  const reason = (carets === -1 ? causes : causes.slice(0, carets - 1))
    .join(" ")
    .replace(/^error: /, "")
    .replace(/ in `[^`]*` at position \d+/, "")
    .replace(" cause:", ":");
  return carets === -1 ? reason : `${reason}, in "${causes[carets - 1]}"`;
};

/** Returns the line of TOML that uv can't read and its reason, which is the last line. */
const tomlProblem = (causes: readonly string[]): string | undefined => {
  if (!causes.some((line) => line.includes("TOML parse error"))) return undefined;
  const source = causes.map((line) => /^\d+ \| (.*)$/.exec(line)?.[1]).find((line) => line !== undefined);
  const place = source === undefined ? "" : `, in: ${source}`;
  return `invalid TOML: ${causes.at(-1)}${place}`;
};

const resolveError = (stderr: string, { requirements: { origin }, target }: Resolve): Error => {
  const where = whereOf(origin);
  const node = `Python ${target.python} on ${platformOf(target)}`;
  const causes = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(warning|hint):/.test(line));
  const text = causes.join(" ").replace(/^error: /, "");
  const bare = Array.from(
    text.matchAll(/([\w.-]+(?:[=<>!~]=?[\w.*]+)?) ha(?:s|ve) no (?:usable )?wheels/g),
    ([, name = ""]) => name,
  );
  if (bare.length > 0)
    return usageError(
      "WheelMissing",
      `${where}: expected wheels for ${node}, got none for ${[...new Set(bare)].join(", ")}`,
      "Nodes can't build packages. Use another version, or build a wheel (`pip wheel --no-deps -w wheels <package>`) and add `--find-links wheels` to the file.",
    );
  if (/error sending request|Request failed|dns error|Connection refused|network was disabled/i.test(text))
    return environmentError(
      "PackageIndexUnreachable",
      `${where}: expected an answer of the package index, got: ${lastLine(stderr).replace(/^cause: /, "")}`,
      "Connect this machine to the index. Requirements that this machine has resolved before need no connection.",
    );
  if (/Couldn't parse/.test(text))
    return usageError(
      "RequirementNotSupported",
      `${where}: ${parseProblem(causes)}`,
      "Write a name and versions, such as numpy>=2.",
    );
  const toml = tomlProblem(causes);
  if (toml !== undefined) return usageError("RequirementsUnreadable", `${where}: ${toml}`);
  if (/Building source distributions is disabled/.test(text))
    return usageError(
      "RequirementsUnreadable",
      `${where}: expected a list "dependencies" in [project], got none`,
      "Add it, or name a requirements.txt.",
    );
  const reason = text
    .replace(/^No solution found when resolving dependencies cause: /, "")
    .replace(/, we can conclude that your requirements are unsatisfiable\.?$/, "")
    .replace(/ cause: /g, ": ");
  return usageError(
    "RequirementsUnsatisfiable",
    `${where}: no versions fit together for ${node}: ${reason}`,
    "Change the requirements, or the workload's python.",
  );
};
