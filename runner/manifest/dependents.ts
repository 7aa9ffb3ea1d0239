import type { ManifestTask } from "./manifest.ts";

/** Finds the tasks that come after others, directly or through further tasks. */
interface Dependents {
  /** Those of this task alone. */
  readonly of: (taskId: string) => readonly string[];
  /** Those of these tasks and of their dependents, without the tasks themselves unless they come after one another. */
  readonly ofAll: (taskIds: Iterable<string>) => ReadonlySet<string>;
}

export const dependentsOf = (tasks: Iterable<ManifestTask>): Dependents => {
  const direct = new Map<string, string[]>();
  for (const { id, after = [] } of tasks) {
    for (const earlier of after) {
      const known = direct.get(earlier);
      if (known === undefined) direct.set(earlier, [id]);
      else known.push(id);
    }
  }
  const of = (taskId: string): readonly string[] => direct.get(taskId) ?? [];
  return {
    of,
    ofAll: (taskIds) => {
      const found = new Set<string>();
      // Not by recursion: a chain may be longer than the stack.
      const open = [...taskIds];
      for (let each = open.pop(); each !== undefined; each = open.pop()) {
        for (const dependent of of(each)) {
          if (found.has(dependent)) continue;
          found.add(dependent);
          open.push(dependent);
        }
      }
      return found;
    },
  };
};
