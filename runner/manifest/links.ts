import type { Manifest } from "./manifest.ts";

/** What is to be known of all tasks of a run together: how they hang together, and which are its job's. */
interface Links {
  /** Whether a task comes after another. */
  readonly hasLinks: boolean;
  /** Tasks that the run's job gets. */
  readonly toRun: number;
  /** Whether the task is added to the run's job; else another run has done it. */
  readonly isInJob: (taskId: string) => boolean;
  /** The run in whose folder the task's outputs are. */
  readonly runOf: (taskId: string) => string;
}

/** Each task of a run asks for them, and there may be 100,000. */
const known = new WeakMap<Manifest, Links>();

export const linksOf = (manifest: Manifest): Links => {
  const links = known.get(manifest) ?? findLinks(manifest);
  known.set(manifest, links);
  return links;
};

const findLinks = ({ jobId, tasks }: Manifest): Links => {
  let toRun = 0;
  let hasLinks = false;
  for (const { cachedFrom, after } of tasks) {
    if (cachedFrom === undefined) toRun += 1;
    if (after !== undefined) hasLinks = true;
  }
  const doneBy = new Map<string, string>();
  // Nobody asks where there are none.
  if (hasLinks)
    for (const { id, cachedFrom } of tasks) if (cachedFrom !== undefined) doneBy.set(id, cachedFrom);
  return {
    hasLinks,
    toRun,
    isInJob: (taskId) => !doneBy.has(taskId),
    runOf: (taskId) => doneBy.get(taskId) ?? jobId,
  };
};
