import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workload } from "../../task/workload.ts";
import { isSystemError, usageError } from "../errors.ts";
import { readable } from "../text/escape-controls.ts";
import {
  directError,
  listedRequirements,
  type RequirementLines,
  readRequirements,
} from "./requirements-file.ts";
import { directSources, projectMetadata, requiredPython, scriptMetadata } from "./script-metadata.ts";

/** Requirements of a workload before they are resolved. */
export interface Requirements {
  /** For users: a file's name, or `requirements`. */
  readonly origin: string;
  /** Everything that decides about the result, apart from the node. */
  readonly content: unknown;
  /** Files that uv reads itself. */
  readonly files: readonly string[];
  readonly lines: RequirementLines;
  /** Conditions on the version of Python, such as `>=3.11`. */
  readonly python: readonly string[];
}

type Source = Pick<Workload, "requirements" | "files" | "command" | "image">;

/**
 * Returns what a workload requires: `--requirements`, else its field, else the metadata of its Python scripts, which may
 * be for an image that has the packages. Returns undefined if it requires nothing.
 *
 * @throws RunnerError `usage` if a file can't be read or a line can't be used.
 */
export const findRequirements = async (
  { requirements, files = [], command = "", image }: Source,
  override: string | undefined,
  cwd: string,
): Promise<Requirements | undefined> => {
  if (override !== undefined) return fromFile(resolve(cwd, override));
  if (requirements instanceof URL) return fromFile(fileURLToPath(requirements));
  if (requirements !== undefined) {
    const lines = listedRequirements(requirements);
    return orNothing({ origin: "requirements", content: lines.requirements, files: [], lines, python: [] });
  }
  return image === undefined ? fromScripts(await scriptsOf(files, command)) : undefined;
};

const fromFile = async (path: string): Promise<Requirements | undefined> => {
  const origin = basename(path);
  if (path.endsWith(".toml")) {
    const content = projectMetadata(await readText(path));
    return fromMetadata(origin, [{ path, content }]);
  }
  if (path.endsWith(".py")) {
    const content = scriptMetadata(await readText(path));
    if (content === undefined)
      throw usageError(
        "RequirementsUnreadable",
        `requirements: ${readable(path)}: expected metadata of a script (# /// script), got none`,
        "See https://packaging.python.org/specifications/inline-script-metadata/",
      );
    return fromMetadata(origin, [{ path, content }]);
  }
  const lines = await readRequirements(path);
  const { requirements, constraints, indexes } = lines;
  const links = await Promise.all(indexes.map(linkState));
  const content = [requirements, constraints, indexes, links];
  return orNothing({ origin, content, files: [], lines, python: [] });
};

/** A folder of wheels changes without its name: returns the time of its last change. */
const linkState = async (option: string): Promise<number | undefined> => {
  const [, path] = /^(?:-f|--find-links) (\/.*)$/.exec(option) ?? [];
  return path === undefined ? undefined : (await stat(path).catch(() => undefined))?.mtimeMs;
};

interface Script {
  readonly path: string;
  readonly content: string;
}

const fromScripts = async (paths: readonly string[]): Promise<Requirements | undefined> => {
  const scripts: Script[] = [];
  for (const path of paths) {
    const content = scriptMetadata(await readFile(path, "utf8").catch(() => ""));
    if (content !== undefined && /^dependencies\s*=\s*\[\s*[^\]\s]/m.test(content))
      scripts.push({ path, content });
  }
  const [first] = scripts;
  return first && fromMetadata(scripts.map(({ path }) => basename(path)).join(", "), scripts);
};

const fromMetadata = (origin: string, scripts: readonly Script[]): Requirements | undefined => {
  for (const { content } of scripts) {
    const [source] = directSources(content);
    if (source !== undefined) throw directError(source, `requirements: ${origin}`);
  }
  const contents = scripts.map(({ content }) => content);
  const lines = listedRequirements([]);
  const python = contents.map(requiredPython).filter((condition) => condition !== undefined);
  return { origin, content: contents, files: scripts.map(({ path }) => path), lines, python };
};

/** A file with only comments requires nothing. */
const orNothing = (found: Requirements): Requirements | undefined =>
  found.lines.requirements.length === 0 ? undefined : found;

const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw usageError(
      "RequirementsUnreadable",
      `requirements: expected a readable file, got ${error.code}: ${readable(path)}`,
    );
  }
};

/** Returns the Python scripts among the files, and those in folders that the command names. */
const scriptsOf = async (urls: readonly URL[], command: string): Promise<string[]> => {
  const named = Array.from(
    command.matchAll(/\$\{?WORKLOAD_DIR\}?"?\/([^\s"']+\.py)\b/g),
    ([, path = ""]) => path,
  );
  return urls.flatMap((url) => {
    const path = fileURLToPath(url).replace(/\/+$/, "");
    if (path.endsWith(".py")) return [path];
    const folder = `${basename(path)}/`;
    return named
      .filter((each) => each.startsWith(folder))
      .map((each) => join(path, each.slice(folder.length)));
  });
};
