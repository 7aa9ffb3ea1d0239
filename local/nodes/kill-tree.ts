import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Ends a process group; one that is gone already is fine. */
export const killGroup = (group: number): void => {
  try {
    process.kill(-group, "SIGKILL");
  } catch (error) {
    // EPERM: macOS says so of a group that has only zombies left.
    if (!isErrno(error, "ESRCH") && !isErrno(error, "EPERM")) throw error;
  }
};

/** Which processes to end: those of a session, and those that a task started whose directory is `dir` or below it. */
export interface Tree {
  readonly session?: number;
  readonly dir: string;
}

/**
 * Ends a tree of processes, also those that left their group or session but kept a task's environment or its output
 * files. Where there is no /proc only the group is ended.
 */
export const killTree = (tree: Tree): void => {
  if (tree.session !== undefined) killGroup(tree.session);
  if (!existsSync("/proc/self/environ")) return;
  // What is being killed may fork once more: look again until a look finds nobody.
  for (let look = 0; look < 10; look++) {
    const found = processIds().filter((pid) => belongs(pid, tree));
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
};

const processIds = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid);

const belongs = (pid: number, { session, dir }: Tree): boolean => {
  const { state, session: own } = statOf(pid);
  if (state === undefined || state === "Z") return false;
  if (session !== undefined && own === session) return true;
  const environment = `\0${read(`/proc/${pid}/environ`)}`;
  if ([`${dir}\0`, `${dir}/`].some((end) => environment.includes(`\0AZ_BATCH_TASK_DIR=${end}`))) return true;
  return [1, 2].some((fd) => linkOf(`/proc/${pid}/fd/${fd}`).startsWith(`${dir}/`));
};

const statOf = (pid: number): { state?: string; session?: number } => {
  // proc(5): the name in parentheses may hold anything, so count from its end: state, parent, group, session.
  const [state, , , session] = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return { state: state === "" ? undefined : state, session: Number(session) };
};

const linkOf = (file: string): string => orEmpty(() => readlinkSync(file));

const read = (file: string): string => orEmpty(() => readFileSync(file, "latin1"));

const orEmpty = (look: () => string): string => {
  try {
    return look();
  } catch (error) {
    // Gone in the meantime, or another user's.
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].some((code) => isErrno(error, code))) return "";
    throw error;
  }
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!isErrno(error, "ESRCH")) throw error;
  }
};

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
