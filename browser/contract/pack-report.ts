import { packAscending, packNumbers } from "./number-columns.ts";
import { packNames, type TaskName } from "./packed-names.ts";
import type { ReportData, ReportedResults, TaskColumns } from "./report-data.ts";

/** A report of which the long lists may be generated while it is packed. */
export interface PackableReport extends Omit<ReportData, "tasks" | "results"> {
  readonly tasks: Omit<TaskColumns, "ids" | "labels"> & { readonly names: Iterable<TaskName> };
  readonly results: {
    readonly columns: readonly string[];
    readonly rows: Iterable<ReportedResults["rows"][number]>;
  };
}

/** First record of a packed report: everything that is short. */
export interface PackedHead extends Omit<ReportData, "tasks" | "results"> {
  readonly count: number;
  readonly attempts: TaskColumns["attempts"];
  readonly columns: readonly string[];
}

/** Tasks or rows per record. */
export const perRecord = 1000;

/**
 * Packs a report into records, each a length (32 bits, little-endian) and its bytes:
 *
 * 1. `PackedHead` as JSON;
 * 2. the numeric columns;
 * 3. of each 1,000 tasks, labels and ids in turn as a JSON array, then the hashes of the ids;
 * 4. of each 1,000 rows, their tasks, then their cells as a JSON array, column by column;
 * 5. an empty record.
 *
 * The records are not compressed.
 */
export const packReport = function* ({
  tasks,
  results,
  ...head
}: PackableReport): Generator<Uint8Array<ArrayBuffer>> {
  const { count, attempts, names } = tasks;
  const { columns, rows } = results;
  yield* record(json({ ...head, count, attempts, columns } satisfies PackedHead));
  for (const packed of packNumbers(tasks)) yield* record(packed);
  for (const block of blocks(names)) {
    const { texts, hashes } = packNames(block);
    yield* record(json(texts));
    yield* record(hashes);
  }
  for (const block of blocks(rows)) {
    yield* record(packAscending(block.map(([task]) => task)));
    yield* record(json(columns.flatMap((_, i) => block.map(([, cells]) => cells[i] ?? ""))));
  }
  yield* record(new Uint8Array());
};

const record = function* (bytes: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, bytes.length, true);
  yield length;
  yield bytes;
};

const encoder = new TextEncoder();
const json = (value: unknown): Uint8Array<ArrayBuffer> => encoder.encode(JSON.stringify(value));

const blocks = function* <T>(items: Iterable<T>): Generator<T[]> {
  let block: T[] = [];
  for (const item of items) {
    if (block.push(item) < perRecord) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
};
