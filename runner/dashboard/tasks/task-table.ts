import type { TaskPage, TaskQuery, TaskRow } from "../../../browser/contract/dashboard-tasks.ts";

/** Changes of a task. Fields that are absent stay as they are. */
export interface TaskChange {
  readonly id: string;
  readonly label?: string | undefined;
  /** Other names to find the task by. */
  readonly names?: string | undefined;
  readonly state?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly nodeId?: string | undefined;
  readonly startedMs?: number | undefined;
  readonly seconds?: number | undefined;
  readonly failure?: string | undefined;
}

/** Tasks of a job, for pages that search, sort and page. */
export interface TaskTable {
  readonly size: () => number;
  readonly set: (change: TaskChange) => void;
  /** Position of the task in the order in which tasks were added. */
  readonly indexOf: (id: string) => number | undefined;
  readonly labelOf: (id: string) => string | undefined;
  readonly row: (id: string) => TaskRow | undefined;
  readonly page: (query: TaskQuery) => TaskPage;
}

/** Columns instead of objects: 100,000 tasks take some ten megabytes. Few texts are different, so they are kept once. */
interface Columns {
  readonly ids: string[];
  readonly labels: string[];
  readonly names: string[];
  readonly states: number[];
  readonly exitCodes: number[];
  readonly nodes: number[];
  readonly startedMs: number[];
  readonly seconds: number[];
  readonly failures: number[];
}

const none = -1;

/** Results of queries that pages share until the table changes. */
const mostResults = 20;

const defaultLimit = 100;
const largestLimit = 500;

export const createTaskTable = (): TaskTable => {
  const columns: Columns = {
    ids: [],
    labels: [],
    names: [],
    states: [],
    exitCodes: [],
    nodes: [],
    startedMs: [],
    seconds: [],
    failures: [],
  };
  const indexOf = new Map<string, number>();
  const texts = textPool();
  const results = new Map<string, Uint32Array>();
  const rowAt = (index: number): TaskRow => rowOf(columns, texts, index);
  return {
    size: () => columns.ids.length,
    set: (change) => {
      results.clear();
      let index = indexOf.get(change.id);
      if (index === undefined) {
        index = addRow(columns, change.id, texts);
        indexOf.set(change.id, index);
      }
      applyChange(columns, texts, index, change);
    },
    indexOf: (id) => indexOf.get(id),
    labelOf: (id) => columns.labels[indexOf.get(id) ?? none],
    row: (id) => {
      const index = indexOf.get(id);
      return index === undefined ? undefined : rowAt(index);
    },
    page: ({ offset = 0, limit = defaultLimit, ...query }) => {
      const key = JSON.stringify([query.state, query.search, query.sort, query.descending]);
      const found = results.get(key) ?? search(columns, texts, query);
      results.set(key, found);
      const [oldest = ""] = results.keys();
      if (results.size > mostResults) results.delete(oldest);
      const shown = found.subarray(offset, offset + Math.min(limit, largestLimit));
      return { total: columns.ids.length, matching: found.length, tasks: Array.from(shown, rowAt) };
    },
  };
};

/** Texts by number. */
const textPool = () => {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  return {
    numberOf: (text: string): number => {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
    textOf: (number: number | undefined): string | undefined => texts[number ?? none],
  };
};

type Texts = ReturnType<typeof textPool>;

const addRow = (columns: Columns, id: string, texts: Texts): number => {
  const { ids, labels, names, states, exitCodes, nodes, startedMs, seconds, failures } = columns;
  labels.push(id);
  names.push("");
  states.push(texts.numberOf("active"));
  for (const column of [exitCodes, nodes, startedMs, seconds, failures]) column.push(none);
  return ids.push(id) - 1;
};

const applyChange = (columns: Columns, texts: Texts, index: number, change: TaskChange): void => {
  if (change.label !== undefined) columns.labels[index] = change.label;
  if (change.names !== undefined) columns.names[index] = change.names;
  if (change.state === undefined) return;
  const numberOf = (text: string | undefined): number => (text === undefined ? none : texts.numberOf(text));
  columns.states[index] = texts.numberOf(change.state);
  columns.exitCodes[index] = change.exitCode ?? none;
  columns.nodes[index] = numberOf(change.nodeId);
  columns.startedMs[index] = change.startedMs ?? none;
  columns.seconds[index] = change.seconds ?? none;
  columns.failures[index] = numberOf(change.failure);
};

const rowOf = (columns: Columns, texts: Texts, index: number): TaskRow => {
  const number = (column: readonly number[]): number | undefined => {
    const value = column[index] ?? none;
    return value === none ? undefined : value;
  };
  const startedMs = number(columns.startedMs);
  return {
    id: columns.ids[index] ?? "",
    label: columns.labels[index] ?? "",
    state: texts.textOf(columns.states[index]) ?? "active",
    exitCode: number(columns.exitCodes),
    nodeId: texts.textOf(columns.nodes[index]),
    startedAt: startedMs === undefined ? undefined : new Date(startedMs).toISOString(),
    seconds: number(columns.seconds),
    failure: texts.textOf(columns.failures[index]),
  };
};

type Search = Pick<TaskQuery, "state" | "search" | "sort" | "descending">;

/** Returns the numbers of the rows that match, in order. */
const search = (columns: Columns, texts: Texts, query: Search): Uint32Array => {
  const isMatch = matcher(columns, texts, query);
  const found = new Uint32Array(columns.ids.length);
  let count = 0;
  for (let index = 0; index < columns.ids.length; index++) if (isMatch(index)) found[count++] = index;
  const matching = found.subarray(0, count);
  const compare = comparer(columns, texts, query.sort);
  if (compare !== undefined) matching.sort((a, b) => compare(a, b) || a - b);
  if (query.descending) matching.reverse();
  return matching;
};

const matcher = (columns: Columns, texts: Texts, query: Search): ((index: number) => boolean) => {
  const word = query.search?.toLowerCase() ?? "";
  const states = new Set(statesOf[query.state ?? ""]?.map(texts.numberOf));
  const has = (text: string | undefined): boolean => text?.toLowerCase().includes(word) ?? false;
  return (index) =>
    (query.state === undefined || states.has(columns.states[index] ?? none)) &&
    (word === "" ||
      has(columns.ids[index]) ||
      has(columns.labels[index]) ||
      has(columns.names[index]) ||
      has(texts.textOf(columns.nodes[index])));
};

/** States of Batch by the query's. Batch counts a task whose node is being prepared as running. */
const statesOf: Readonly<Record<string, readonly string[]>> = {
  active: ["active"],
  running: ["running", "preparing"],
  succeeded: ["succeeded"],
  failed: ["failed"],
};

type Compare = (a: number, b: number) => number;

const comparer = (columns: Columns, texts: Texts, sort: TaskQuery["sort"]): Compare | undefined => {
  const by =
    (column: readonly number[]): Compare =>
    (a, b) =>
      (column[a] ?? none) - (column[b] ?? none);
  const byText =
    (textOf: (index: number) => string | undefined): Compare =>
    (a, b) => {
      const [x = "", y = ""] = [textOf(a), textOf(b)];
      if (x === y) return 0;
      return x < y ? -1 : 1;
    };
  switch (sort) {
    case "id":
      return byText((index) => columns.ids[index]);
    case "state":
      return byText((index) => texts.textOf(columns.states[index]));
    case "node":
      return byText((index) => texts.textOf(columns.nodes[index]));
    case "seconds":
      return by(columns.seconds);
    case "started":
      return by(columns.startedMs);
    default:
      return undefined;
  }
};
