import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../system/errors.ts";

/** Ends a process group; one that is gone already is fine. */
export const killGroup = (group: number): void => {
  try {
    process.kill(-group, "SIGKILL");
  } catch (error) {
    // EPERM: macOS says so of a group that has only zombies left.
    if (!["ESRCH", "EPERM"].includes(codeOf(error) ?? "")) throw error;
  }
};

/** Which processes to end: those of a session, and those that a task started whose directory is one of these or below it. */
interface Tree {
  readonly session?: number;
  readonly dirs: ReadonlySet<string>;
}

/**
 * Ends a tree of processes, also those that left their group or session but kept a task's environment, its output files or
 * its working directory, and the children of all of them. Where there is no /proc only the group is ended.
 */
export const killTree = (tree: Tree): void => {
  if (existsSync("/proc/self/environ")) killFound(tree);
  if (tree.session !== undefined) killGroup(tree.session);
};

const killFound = (tree: Tree): void => {
  // What is being killed may fork once more: look again until a look finds nobody.
  for (let look = 0; look < 10; look++) {
    const found = withDescendants(processes(), tree);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
};

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
}

const processes = (): Process[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      // proc(5): the name in parentheses may hold anything, so count from its end: state, parent, group, session.
      const fields = read(`/proc/${name}/stat`).split(") ").at(-1)?.split(" ") ?? [];
      const [state = "", parent, , session] = fields;
      if (state === "" || state === "Z" || Number(name) === process.pid) return [];
      return [{ pid: Number(name), parent: Number(parent), session: Number(session) }];
    });

/** A child that has nothing of the tree left is known by its parent, as long as that lives. */
const withDescendants = (all: readonly Process[], tree: Tree): number[] => {
  const found = new Set(all.filter((each) => belongs(each, tree)).map(({ pid }) => pid));
  const children = Map.groupBy(all, ({ parent }) => parent);
  // A set is walked with what is added meanwhile.
  for (const pid of found) for (const child of children.get(pid) ?? []) found.add(child.pid);
  return [...found];
};

const belongs = ({ pid, session }: Process, { session: leader, dirs }: Tree): boolean => {
  if (leader === session) return true;
  const environment = `\0${read(`/proc/${pid}/environ`)}`;
  const isBelow = (path: string) => isInOrBelow(path, dirs);
  const named = environment.matchAll(/\0(?:AZ_BATCH_TASK_DIR|AZ_BATCH_TASK_WORKING_DIR|HOME)=([^\0]*)/g);
  if ([...named].some(([, path = ""]) => isBelow(path))) return true;
  // Somebody who looks around in the directory has a home; a task that cleared its environment has none.
  if (!environment.includes("\0HOME=") && isBelow(linkOf(`/proc/${pid}/cwd`))) return true;
  return [1, 2].some((fd) => isBelow(linkOf(`/proc/${pid}/fd/${fd}`)));
};

const isInOrBelow = (path: string, dirs: ReadonlySet<string>): boolean => {
  if (!path.startsWith("/")) return false;
  for (let dir = path; dir !== "/"; dir = dirname(dir)) if (dirs.has(dir)) return true;
  return false;
};

const linkOf = (file: string): string => orEmpty(() => readlinkSync(file));

const read = (file: string): string => orEmpty(() => readFileSync(file, "latin1"));

const orEmpty = (look: () => string): string => {
  try {
    return look();
  } catch (error) {
    // Gone in the meantime, or another user's.
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(codeOf(error) ?? "")) return "";
    throw error;
  }
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
};
