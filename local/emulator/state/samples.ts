import type { Database } from "./database.ts";

/** Length of a slot. Slots count from 1970; Azure takes a sample of a pool in each. */
export const slotMillis = 30_000;
const slotsKept = (24 * 3_600_000) / slotMillis;

/** Values of a pool's service variables, by their names with `$`. */
export type Metrics = Readonly<Record<string, number>>;

/** Values that stayed the same from slot `first` to slot `last`. */
interface SampleRun {
  readonly first: number;
  readonly last: number;
  readonly values: Metrics;
}

/** Samples of pools, kept for a day. */
export interface Samples {
  /** Returns the samples of the day that ends with slot `until`, oldest first. */
  of(pool: number, until: number): SampleRun[];
  /** Stores the pool's values in a slot. With `isWatched`, the values before held until that slot. */
  take(pool: number, sample: { slot: number; values: Metrics; isWatched: boolean }): void;
  /** Extends the pool's last values to a slot. */
  hold(pool: number, slot: number): void;
  remove(pool: number): void;
}

interface SampleRow {
  readonly first: number;
  readonly last: number;
  readonly doc: string;
}

export const createSamples = (db: Database): Samples => {
  const hold = (pool: number, slot: number): void => {
    db.run(
      `UPDATE sample SET last = max(last, ?)
       WHERE pool = ? AND first = (SELECT max(first) FROM sample WHERE pool = ?)`,
      slot,
      pool,
      pool,
    );
  };
  return {
    of: (pool, until) => {
      const oldest = until - slotsKept + 1;
      const rows = db.all<SampleRow>(
        "SELECT first, last, doc FROM sample WHERE pool = ? AND last >= ? ORDER BY first",
        pool,
        oldest,
      );
      return rows.map(({ first, last, doc }) => ({
        first: Math.max(first, oldest),
        last,
        values: JSON.parse(doc) as Metrics,
      }));
    },
    take: (pool, { slot, values, isWatched }) => {
      if (isWatched) hold(pool, slot - 1);
      db.run("DELETE FROM sample WHERE pool = ? AND last <= ?", pool, slot - slotsKept);
      db.run("INSERT OR REPLACE INTO sample VALUES (?, ?, ?, ?)", pool, slot, slot, JSON.stringify(values));
    },
    hold,
    remove: (pool) => {
      db.run("DELETE FROM sample WHERE pool = ?", pool);
    },
  };
};
