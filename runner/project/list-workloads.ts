import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";

/** Extensions of a workload's file. If a folder has several of them, the first one counts. */
const extensions = [".ts", ".mts", ".js", ".mjs"];

/** Longest name of a workload. A job id has this many characters for it. */
export const longestName = 40;

/** Returns the files of the project's workloads, `task/<name>/workload.ts`, by name. Loads none of them. */
export const listWorkloads = (projectDir: string): Record<string, string> => {
  const task = join(projectDir, "task");
  if (!statSync(task, { throwIfNoEntry: false })?.isDirectory()) return {};
  const folders = readdirSync(task, { withFileTypes: true }).filter((entry) => !entry.isFile());
  const found = folders.flatMap(({ name }) => {
    const file = workloadFileIn(join(task, name));
    return file === undefined ? [] : [[name, file]];
  });
  return Object.fromEntries(found.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)));
};

/** Returns the file of the workload in a folder, such as `<folder>/workload.ts`. */
export const workloadFileIn = (folder: string): string | undefined =>
  extensions.map((extension) => join(folder, `workload${extension}`)).find((file) => existsSync(file));

/** Whether a word of the command line is a workload's file, not its name. */
export const isPath = (word: string): boolean =>
  word.includes("/") || word === "." || word === ".." || extensions.includes(extname(word));

/** Returns the name of the workload in a file: the name of its folder, or that of the file if it isn't called `workload`. */
export const nameOfFile = (file: string): string => {
  const own = basename(file, extname(file));
  const name = own === "workload" ? basename(dirname(file)) : own;
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[-0-9]+/, "")
    .slice(0, longestName)
    .replace(/-$/, "");
  return plain || "workload";
};
