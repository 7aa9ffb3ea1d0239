import { unpackAscending, unpackNumbers } from "./number-columns.ts";
import { type PackedHead, perRecord } from "./pack-report.ts";
import { unpackNames } from "./packed-names.ts";
import type { ReportData, ReportedResults, TaskColumns } from "./report-data.ts";

/** Id of the page's `<script type="text/plain">`, which contains the report as base64 of gzip of `packReport`. */
export const payloadId = "report-data";

/** Reads the text of the element `payloadId`. */
export const readPayload = async (text: string): Promise<ReportData> => {
  const binary = atob(text.trim());
  const packed = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) packed[i] = binary.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return unpackReport(new Uint8Array(await new Response(stream).arrayBuffer()));
};

/** Reads what `packReport` writes. */
export const unpackReport = (bytes: Uint8Array): ReportData => {
  const next = recordReader(bytes);
  const { count, attempts, columns, ...head } = json<PackedHead>(next());
  const numbers = emptyColumns(count);
  unpackNumbers(next, numbers);
  const tasks = { ...numbers, ...readNames(next, count), attempts };
  return { ...head, tasks, results: { columns, rows: readRows(next, columns.length) } };
};

type NextRecord = () => Uint8Array;

const recordReader = (bytes: Uint8Array): NextRecord => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 0;
  return () => {
    const start = position + 4;
    position = start + view.getUint32(position, true);
    return bytes.subarray(start, position);
  };
};

const decoder = new TextDecoder();
const json = <T>(bytes: Uint8Array): T => JSON.parse(decoder.decode(bytes));

const emptyColumns = (count: number): Omit<TaskColumns, "attempts" | "ids" | "labels"> => ({
  count,
  state: new Uint8Array(count),
  node: new Int32Array(count),
  slot: new Uint16Array(count),
  queued: new Float64Array(count),
  started: new Float64Array(count),
  programStarted: new Float64Array(count),
  ended: new Float64Array(count),
  uploaded: new Float64Array(count),
  retries: new Uint16Array(count),
  requeues: new Uint16Array(count),
  peakMiB: new Uint32Array(count),
  cpuMs: new Uint32Array(count),
  failure: new Int32Array(count),
});

const readNames = (
  next: NextRecord,
  count: number,
): { readonly ids: string[]; readonly labels: string[] } => {
  const ids: string[] = [];
  const labels: string[] = [];
  for (let start = 0; start < count; start += perRecord) {
    const texts = json<string[]>(next());
    for (const [id, label] of unpackNames({ texts, hashes: next() })) {
      ids.push(id);
      labels.push(label);
    }
  }
  return { ids, labels };
};

const readRows = (next: NextRecord, columns: number): ReportedResults["rows"] => {
  const rows: [task: number, cells: readonly string[]][] = [];
  for (let packed = next(); packed.length > 0; packed = next()) {
    const tasks = unpackAscending(packed);
    const cells = json<string[]>(next());
    tasks.forEach((task, row) => {
      const own = Array.from({ length: columns }, (_, column) => cells[column * tasks.length + row] ?? "");
      rows.push([task, own]);
    });
  }
  return rows;
};
