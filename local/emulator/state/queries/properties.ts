import type { Properties, Property } from "./sql.ts";

// https://learn.microsoft.com/rest/api/batchservice/odata-filters-in-batch, and batch-api.md 3.14.

/** Returns the SQL of a path in a document, with `/` between names as in a `$filter`. */
const inDoc = (path: string, options: Pick<Property, "type" | "ops">, column = "doc"): Property => {
  const value = `json_extract(${column}, '$.${path.replaceAll("/", ".")}')`;
  return { ...options, sql: options.type === "time" ? `micros(${value})` : value };
};

const text = { type: "string", ops: "T" } as const;
const word = { type: "string", ops: "E" } as const;
const time = { type: "time", ops: "C" } as const;
const count = { type: "number", ops: "C" } as const;
const flag = { type: "boolean", ops: "E" } as const;

const docProperties = (paths: Readonly<Record<string, Pick<Property, "type" | "ops">>>): Properties =>
  Object.fromEntries(Object.entries(paths).map(([path, options]) => [path, inDoc(path, options)]));

export const poolProperties: Properties = docProperties({
  id: text,
  state: word,
  allocationState: word,
  stateTransitionTime: time,
  allocationStateTransitionTime: time,
  creationTime: time,
  lastModified: time,
  enableAutoScale: flag,
  vmSize: word,
  enableInterNodeCommunication: flag,
});

export const jobProperties: Properties = {
  ...docProperties({
    id: text,
    stateTransitionTime: time,
    creationTime: time,
    lastModified: time,
    "executionInfo/startTime": time,
    "executionInfo/endTime": time,
  }),
  state: { sql: "state", ...word, lowerCase: true },
  "executionInfo/poolId": { sql: "pool", ...text },
};

export const scheduleProperties: Properties = docProperties({
  id: text,
  state: word,
  stateTransitionTime: time,
  creationTime: time,
  lastModified: time,
  "executionInfo/endTime": time,
  "schedule/doNotRunUntil": time,
  "schedule/doNotRunAfter": time,
});

export const taskProperties: Properties = {
  id: { sql: "id", ...text },
  state: { sql: "state", ...word, lowerCase: true },
  stateTransitionTime: { sql: "changed", ...time },
  creationTime: { sql: "created", ...time },
  // Azure's page has lastModifiedTime, its resource lastModified.
  lastModifiedTime: { sql: "modified", ...time },
  lastModified: { sql: "modified", ...time },
  "executionInfo/startTime": { sql: "started", ...time },
  "executionInfo/endTime": { sql: "ended", ...time },
  "executionInfo/exitCode": { sql: "exitCode", ...count },
  "executionInfo/result": { sql: "result", ...word, lowerCase: true },
};

export const nodeProperties: Properties = docProperties({
  state: word,
  stateTransitionTime: time,
  lastBootTime: time,
  allocationTime: time,
  "startTaskInfo/startTime": time,
  "startTaskInfo/endTime": time,
  "startTaskInfo/exitCode": count,
  "startTaskInfo/state": word,
  "startTaskInfo/result": word,
});

const preparationInfo = (prefix: string, column: string): Properties => ({
  [`${prefix}/state`]: inDoc("state", word, column),
  [`${prefix}/result`]: inDoc("result", word, column),
  [`${prefix}/startTime`]: inDoc("startTime", time, column),
  [`${prefix}/endTime`]: inDoc("endTime", time, column),
  [`${prefix}/exitCode`]: inDoc("exitCode", count, column),
});

/** Returns the properties of a job's preparations; all have the job's pool. */
export const preparationProperties = (poolId: string): Properties => ({
  poolId: { sql: `'${poolId.replaceAll("'", "''")}'`, ...word },
  nodeId: { sql: "node", ...word },
  ...preparationInfo("jobPreparationTaskExecutionInfo", "preparation"),
  ...preparationInfo("jobReleaseTaskExecutionInfo", "release"),
});
