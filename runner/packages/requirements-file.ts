import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";
import { isSystemError, usageError } from "../errors.ts";
import { readable } from "../text/escape-controls.ts";
import { withoutCredentials } from "./run-tool.ts";

/** The lines of a requirements file and of the files that it includes. */
export interface RequirementLines {
  /** Such as `numpy>=2`. */
  readonly requirements: string[];
  /** Lines of the files that `-c` names. */
  readonly constraints: string[];
  /** Places of packages, such as `--extra-index-url https://…`. May hold credentials, so it is neither stored nor printed. */
  readonly indexes: string[];
  /** Hashes that the lines list, by the package's normalized name. */
  readonly hashes: Map<string, Set<string>>;
}

/**
 * Reads a requirements file with all files that it includes.
 *
 * @throws RunnerError `usage` if a file can't be read or a line can't be used.
 */
export const readRequirements = async (path: string): Promise<RequirementLines> => {
  const found: RequirementLines = { requirements: [], constraints: [], indexes: [], hashes: new Map() };
  await addFile(found, { path, from: undefined, isConstraint: false, open: new Set() });
  return found;
};

/** Returns requirements that the workload lists itself. */
export const listedRequirements = (lines: readonly string[]): RequirementLines => {
  const found: RequirementLines = { requirements: [], constraints: [], indexes: [], hashes: new Map() };
  for (const line of lines) {
    if (line.trim().startsWith("-"))
      throw usageError(
        "RequirementNotSupported",
        `requirements: expected the name of a package, got the option ${shown(line)}`,
        'Write options into a file: requirements: new URL("./requirements.txt", import.meta.url)',
      );
    addRequirement(found, line.trim(), { path: "requirements", isConstraint: false });
  }
  return found;
};

interface FileToRead {
  readonly path: string;
  /** File that includes this one. */
  readonly from: string | undefined;
  readonly isConstraint: boolean;
  /** Files that include this one, directly or not. */
  readonly open: ReadonlySet<string>;
}

const addFile = async (found: RequirementLines, file: FileToRead): Promise<void> => {
  const { path, isConstraint } = file;
  if (file.open.has(path))
    throw usageError("RequirementNotSupported", `requirements: ${readable(path)} includes itself`);
  const open = new Set([...file.open, path]);
  for (const line of logicalLines(await readText(file))) {
    const [, include, name] = /^(-r|-c|--requirement|--constraint)[\s=]*(.+)$/.exec(line) ?? [];
    if (include !== undefined && name !== undefined)
      await addFile(found, {
        path: resolve(dirname(path), unquoted(name)),
        from: path,
        isConstraint: isConstraint || include === "-c" || include === "--constraint",
        open,
      });
    else if (line.startsWith("-")) addOption(found, line, path);
    else addRequirement(found, line, { path, isConstraint });
  }
};

const readText = async ({ path, from }: FileToRead): Promise<string> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const origin = from === undefined ? "" : `, which ${readable(from)} includes`;
    throw usageError(
      "RequirementsUnreadable",
      `requirements: expected a readable file, got ${error.code}: ${readable(path)}${origin}`,
    );
  }
};

/** Returns the lines without comments, each with the lines that continue it after a backslash. */
const logicalLines = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, "")
    .replace(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");

/** Options that don't change which wheels are chosen here. */
const ignored = /^--(only-binary|prefer-binary|require-hashes|no-cache-dir)\b/;

const indexOption =
  /^(-i|-f|--index-url|--extra-index-url|--find-links|--no-index|--trusted-host|--pre)(?:[\s=]+(.+))?$/;

const addOption = (found: RequirementLines, line: string, path: string): void => {
  if (ignored.test(line)) return;
  if (/^(-e|--editable)\b/.test(line)) throw direct(line, path);
  const [, option = "", value] = indexOption.exec(line) ?? [];
  if (option === "")
    throw usageError(
      "RequirementNotSupported",
      `requirements: ${readable(path)}: option not supported: ${shown(line)}`,
      /^--no-binary\b/.test(line)
        ? "Nodes install only wheels. Remove the option."
        : "Supported are -r, -c, --index-url, --extra-index-url, --find-links, --no-index, --trusted-host and --pre.",
    );
  const isLinks = option === "-f" || option === "--find-links";
  const text = value === undefined ? undefined : isLinks ? place(unquoted(value), path) : unquoted(value);
  found.indexes.push(text === undefined ? option : `${option} ${text}`);
};

/** Like pip, `--find-links` takes a URL, or a path relative to the file. */
const place = (value: string, path: string): string =>
  /^\w+:\/\//.test(value) || value.startsWith("$") || isAbsolute(value)
    ? value
    : resolve(dirname(path), value);

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, "$2");

interface LineOrigin {
  readonly path: string;
  readonly isConstraint: boolean;
}

const addRequirement = (found: RequirementLines, line: string, { path, isConstraint }: LineOrigin): void => {
  const bare = line.replace(/\s--hash[=\s].*$/, "").trim();
  if (isDirect(bare)) throw direct(bare, path);
  const hashes = Array.from(line.matchAll(/--hash[=\s]+sha256:([0-9a-f]{64})/g), ([, hash = ""]) => hash);
  const name = packageName(bare);
  if (hashes.length > 0) found.hashes.set(name, new Set([...(found.hashes.get(name) ?? []), ...hashes]));
  (isConstraint ? found.constraints : found.requirements).push(bare);
};

/** Returns a package's name as indexes compare it (PEP 503). */
export const packageName = (requirement: string): string =>
  (/^[\w.-]+/.exec(requirement)?.[0] ?? "").replace(/[-_.]+/g, "-").toLowerCase();

/** Whether a requirement is a URL, a repository or a path rather than the name of a package. */
const isDirect = (line: string): boolean =>
  /^[^;]*(\w\+\w+:\/\/|:\/\/|\s@\s|^\.{0,2}\/|^[\w.-]+(\[[^\]]*\])?@)/.test(line) ||
  /\.(whl|zip|tar\.gz)$/.test(line.split(";", 1)[0]?.trim() ?? "") ||
  /^\.{1,2}$/.test(line);

const direct = (line: string, path: string): Error =>
  directError(line, path === "requirements" ? path : `requirements: ${readable(path)}`);

/** Returns the error for a package that isn't from an index. */
export const directError = (line: string, where: string): Error =>
  usageError(
    "RequirementNotSupported",
    `${where}: expected the name of a package, got a repository, URL or path: ${shown(line)}`,
    "Build a wheel, such as with `pip wheel --no-deps -w wheels <it>`, and add `--find-links wheels` and the package's name to the file.",
  );

const shown = (line: string): string => readable(withoutCredentials(line));
