import type { ManifestTask } from "./manifest.ts";

/** Finds the tasks that depend on others, directly or through further tasks. */
interface Dependents {
  /** Returns the ids of tasks that directly depend on this one. */
  readonly of: (taskId: string) => readonly string[];
  /** Returns the ids of tasks that depend on any of these, directly or not. Includes one of these only if it depends on another. */
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
      // Without recursion, because a chain may be deeper than the call stack.
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
