import type { Database } from "./database.ts";
import type { Page } from "./documents.ts";
import type { RunInfo } from "./task-types.ts";

/** State and results of a job's preparation and release tasks on a node. */
export interface Preparation {
  readonly job: number;
  readonly node: string;
  readonly pool: number;
  readonly preparation?: RunInfo;
  readonly release?: RunInfo;
}

export interface Preparations {
  find(job: number, node: string): Preparation | undefined;
  save(preparation: Preparation): void;
  page(job: number, page: Page): Preparation[];
  /** Removes those of a job, or of a removed node. */
  remove(which: { job: number } | { node: string }): void;
}

interface PreparationRow {
  readonly job: number;
  readonly node: string;
  readonly pool: number;
  readonly preparation: string | null;
  readonly release: string | null;
}

export const createPreparations = (db: Database): Preparations => ({
  find: (job, node) => {
    const row = db.get<PreparationRow>("SELECT * FROM preparation WHERE job = ? AND node = ?", job, node);
    return row && read(row);
  },
  save: ({ job, node, pool, preparation, release }) => {
    db.run(
      "INSERT OR REPLACE INTO preparation (job, node, pool, preparation, release) VALUES (?, ?, ?, ?, ?)",
      job,
      node,
      pool,
      preparation === undefined ? null : JSON.stringify(preparation),
      release === undefined ? null : JSON.stringify(release),
    );
  },
  page: (job, { where, after = "", limit }) =>
    db
      .all<PreparationRow>(
        `SELECT * FROM preparation WHERE job = ? AND node > ? ${where ? `AND (${where.sql})` : ""} ORDER BY node LIMIT ?`,
        job,
        after,
        ...(where?.values ?? []),
        limit,
      )
      .map(read),
  remove: (which) => {
    if ("job" in which) db.run("DELETE FROM preparation WHERE job = ?", which.job);
    else db.run("DELETE FROM preparation WHERE node = ?", which.node);
  },
});

const read = ({ job, node, pool, preparation, release }: PreparationRow): Preparation => ({
  job,
  node,
  pool,
  ...(preparation === null ? {} : { preparation: JSON.parse(preparation) as RunInfo }),
  ...(release === null ? {} : { release: JSON.parse(release) as RunInfo }),
});
