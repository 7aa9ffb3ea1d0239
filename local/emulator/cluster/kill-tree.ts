import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../system/errors.ts";

/** Kills a process group, if it exists. */
export const killGroup = (group: number): void => {
  try {
    process.kill(-group, "SIGKILL");
  } catch (error) {
    // EPERM: macOS, for a group that consists of zombies.
    if (!["ESRCH", "EPERM"].includes(codeOf(error) ?? "")) throw error;
  }
};

/** Processes to kill: those of a session, and those of tasks whose directory is in or below `dirs`. */
interface Tree {
  readonly session?: number;
  readonly dirs: ReadonlySet<string>;
}

/**
 * Kills a tree of processes. It includes processes that left the session but still have a task's environment, output files or
 * working directory, and all descendants. Without /proc only the process group is killed.
 */
export const killTree = (tree: Tree): void => {
  if (existsSync("/proc/self/environ")) killFound(tree);
  if (tree.session !== undefined) killGroup(tree.session);
};

const killFound = (tree: Tree): void => {
  // A process may fork while it is killed: repeat until none is found.
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
      // proc(5): the name in parentheses can contain anything. After it: state, parent, group, session.
      const fields = read(`/proc/${name}/stat`).split(") ").at(-1)?.split(" ") ?? [];
      const [state = "", parent, , session] = fields;
      if (state === "" || state === "Z" || Number(name) === process.pid) return [];
      return [{ pid: Number(name), parent: Number(parent), session: Number(session) }];
    });

/** Returns the ids of the tree's processes and of their descendants. */
const withDescendants = (all: readonly Process[], tree: Tree): number[] => {
  const found = new Set(all.filter((each) => belongs(each, tree)).map(({ pid }) => pid));
  const children = Map.groupBy(all, ({ parent }) => parent);
  // The iteration includes ids that are added meanwhile.
  for (const pid of found) for (const child of children.get(pid) ?? []) found.add(child.pid);
  return [...found];
};

const belongs = ({ pid, session }: Process, { session: leader, dirs }: Tree): boolean => {
  if (leader === session) return true;
  const environment = `\0${read(`/proc/${pid}/environ`)}`;
  const isBelow = (path: string) => isInOrBelow(path, dirs);
  const named = environment.matchAll(/\0(?:AZ_BATCH_TASK_DIR|AZ_BATCH_TASK_WORKING_DIR|HOME)=([^\0]*)/g);
  if ([...named].some(([, path = ""]) => isBelow(path))) return true;
  // A user's shell in the directory has HOME; a task that cleared its environment doesn't.
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
    // The process has ended, or belongs to another user.
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
