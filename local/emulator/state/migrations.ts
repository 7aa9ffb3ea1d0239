/**
 * Pools, nodes, jobs and job schedules are JSON documents. Tasks, of which a job may have 100,000s, are rows with a column for
 * each value that changes or that a filter can name.
 */
const first = `
CREATE TABLE IF NOT EXISTS account (name TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pool (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, parent TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, doc TEXT NOT NULL,
  UNIQUE (parent, id)) STRICT;

CREATE TABLE IF NOT EXISTS node (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, parent INTEGER NOT NULL, id TEXT NOT NULL COLLATE NOCASE, doc TEXT NOT NULL,
  UNIQUE (parent, id)) STRICT;

CREATE TABLE IF NOT EXISTS schedule (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, parent TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, doc TEXT NOT NULL,
  UNIQUE (parent, id)) STRICT;

CREATE TABLE IF NOT EXISTS job (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, parent TEXT NOT NULL, id TEXT NOT NULL COLLATE NOCASE, doc TEXT NOT NULL,
  state TEXT GENERATED ALWAYS AS (json_extract(doc, '$.state')) VIRTUAL,
  pool TEXT COLLATE NOCASE GENERATED ALWAYS AS (json_extract(doc, '$.executionInfo.poolId')) VIRTUAL,
  UNIQUE (parent, id)) STRICT;
CREATE INDEX IF NOT EXISTS job_by_pool ON job (parent, pool, state);
CREATE INDEX IF NOT EXISTS job_by_state ON job (state);

CREATE TABLE IF NOT EXISTS tally (
  job INTEGER PRIMARY KEY,
  active INTEGER NOT NULL DEFAULT 0, running INTEGER NOT NULL DEFAULT 0,
  succeeded INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
  activeSlots INTEGER NOT NULL DEFAULT 0, runningSlots INTEGER NOT NULL DEFAULT 0,
  succeededSlots INTEGER NOT NULL DEFAULT 0, failedSlots INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE IF NOT EXISTS task (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, job INTEGER NOT NULL, id TEXT NOT NULL COLLATE NOCASE, doc TEXT NOT NULL,
  state TEXT NOT NULL, ready INTEGER NOT NULL, slots INTEGER NOT NULL,
  created INTEGER NOT NULL, modified INTEGER NOT NULL, changed INTEGER NOT NULL,
  previous TEXT, previousChanged INTEGER,
  pool INTEGER, node TEXT,
  started INTEGER, ended INTEGER, exitCode INTEGER, result TEXT, failure TEXT,
  retries INTEGER NOT NULL DEFAULT 0, lastRetry INTEGER, requeues INTEGER NOT NULL DEFAULT 0, lastRequeue INTEGER,
  expires INTEGER,
  UNIQUE (job, id)) STRICT;
CREATE INDEX IF NOT EXISTS task_ready ON task (job, seq, slots) WHERE ready = 1;
CREATE INDEX IF NOT EXISTS task_by_state ON task (job, state, id);
CREATE INDEX IF NOT EXISTS task_by_change ON task (job, changed, id);
CREATE INDEX IF NOT EXISTS task_by_result ON task (job, result, id) WHERE result IS NOT NULL;
CREATE INDEX IF NOT EXISTS task_expires ON task (expires) WHERE expires IS NOT NULL;

CREATE TABLE IF NOT EXISTS preparation (
  job INTEGER NOT NULL, node TEXT NOT NULL, pool INTEGER NOT NULL, preparation TEXT, release TEXT,
  PRIMARY KEY (job, node)) STRICT, WITHOUT ROWID;
`;

/** Tasks that wait for another task, or for all numbers of a range. */
const dependencies = `
ALTER TABLE task ADD COLUMN satisfies INTEGER;

CREATE TABLE dependency (
  job INTEGER NOT NULL, target TEXT NOT NULL COLLATE NOCASE, task INTEGER NOT NULL,
  PRIMARY KEY (job, target, task)) STRICT, WITHOUT ROWID;
CREATE INDEX dependency_by_task ON dependency (task);

CREATE TABLE dependencyRange (
  job INTEGER NOT NULL, task INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, missing INTEGER NOT NULL) STRICT;
CREATE INDEX dependencyRange_by_job ON dependencyRange (job, low, high);
CREATE INDEX dependencyRange_by_task ON dependencyRange (task);

CREATE TABLE satisfiedNumber (
  job INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (job, number)) STRICT, WITHOUT ROWID;
`;

/** Samples of pools for autoscale formulas: one row for as long as the values stay the same, in slots of 30 seconds. */
const samples = `
CREATE TABLE sample (
  pool INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, doc TEXT NOT NULL,
  PRIMARY KEY (pool, first)) STRICT, WITHOUT ROWID;
`;

/** Pools of earlier versions lack some of Azure's defaults. Without them, a redeployment would change pools that it declares unchanged. */
const poolDefaults = "UPDATE pool SET doc = withPoolDefaults(doc);";

/** Jobs and schedules also lack defaults, and clients repeat their pools in a PUT. Earlier versions stored secrets, which are removed here. */
const jobDefaults = `
UPDATE pool SET doc = withoutSecrets(doc);
UPDATE job SET doc = withJobDefaults(withoutSecrets(doc));
UPDATE schedule SET doc =
  json_set(withoutSecrets(doc), '$.jobSpecification', json(withJobDefaults(withoutSecrets(doc) ->> '$.jobSpecification')));
`;

/** SQL from each schema version to the next, by the version as index. Add entries; never change one. */
export const migrations: readonly string[] = [first, dependencies, samples, poolDefaults, jobDefaults];
