import type { ManifestTask } from "./manifest.ts";

/** Finds the tasks that depend on others, directly or through further tasks. */
interface Dependents {
  /** Returns the ids of tasks that directly depend on this one. */
  readonly of: (taskId: string) => readonly string[];
  /** Returns the ids of tasks that depend on any of these, directly or not. Includes one of these only if it depends on another. */
  readonly ofAll: (taskIds: Iterable<string>) => ReadonlySet<string>;
}

export const dependentsOf = (tasks: Iterable<Pick<ManifestTask, "id" | "after">>): Dependents => {
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

/** Returns the number of tasks in the longest chain of dependencies. Ignores dependencies on tasks that are not among these. */
export const chainLength = (tasks: Iterable<Pick<ManifestTask, "id" | "after">>): number => {
  const left = new Map(Iterator.from(tasks).map(({ id, after = [] }) => [id, new Set(after)] as const));
  for (const [id, after] of left)
    for (const earlier of after) if (!left.has(earlier)) left.get(id)?.delete(earlier);
  const dependents = dependentsOf(Iterator.from(left).map(([id, after]) => ({ id, after: [...after] })));
  let ready = [...left].flatMap(([id, after]) => (after.size === 0 ? [id] : []));
  let length = 0;
  while (ready.length > 0) {
    length += 1;
    ready = ready.flatMap((id) =>
      dependents.of(id).filter((next) => {
        const open = left.get(next);
        return open?.delete(id) && open.size === 0;
      }),
    );
  }
  return length;
};
