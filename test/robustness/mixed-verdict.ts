import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { TaskOutcome } from "../../runner/results/outcome.ts";
import { filesOf, type Step, truthOf } from "./mixed-steps.ts";

/** Errors in a run's report, exit code and folder, a line each. */
export interface Deviations {
  /** A task or run reported as successful that isn't, or whose files aren't as they were written. */
  readonly falseSuccesses: readonly string[];
  /** A task or run reported as failed that no fault explains. */
  readonly falseFailures: readonly string[];
  /** Tasks that failed because of a fault and are reported so: the code of each. */
  readonly failedByFaults: readonly string[];
}

interface Known {
  readonly steps: readonly Step[];
  readonly uploads: ReadonlyMap<string, Buffer>;
}

type Outcomes = ReadonlyMap<string | undefined, TaskOutcome>;

/** Compares the verdict on each task, the exit code, and each file in the run's folder with the expected ones. */
export const compareWithTruth = async (
  folder: string,
  { exitCode, ...known }: Known & { readonly exitCode: number | null },
): Promise<Deviations> => {
  const report = await readFile(join(folder, "report.json"), "utf8").catch(() => '{ "tasks": [] }');
  const { tasks }: { tasks: TaskOutcome[] } = JSON.parse(report);
  const outcomes: Outcomes = new Map(tasks.map((task) => [task.name, task]));
  const files = await compareFiles(folder, known);
  const failures = known.steps.flatMap((step) => failureOf(step, outcomes) ?? []);
  const isGood = tasks.every(({ succeeded }) => succeeded);
  const runFailure = exitCode !== 0 && isGood ? [`exit code ${exitCode}, but no task failed`] : [];
  return {
    falseSuccesses: [
      ...files.wrong,
      ...known.steps.flatMap((step) => falseSuccess(step, outcomes, files.present) ?? []),
      ...(exitCode === 0 && !isGood ? ["exit code 0, but a task failed"] : []),
    ],
    falseFailures: [
      ...failures.filter(({ byFault }) => !byFault).map(({ failure }) => failure),
      ...runFailure,
    ],
    failedByFaults: failures.filter(({ byFault }) => byFault).map(({ code }) => code),
  };
};

const falseSuccess = (step: Step, outcomes: Outcomes, present: ReadonlySet<string>): string | undefined => {
  const truth = truthOf(step);
  if (!outcomes.get(step.name)?.succeeded) return undefined;
  if (truth !== "succeeds") return `${step.name} is reported as successful, but it ${truth}`;
  const missing = step.writes.find(({ path }) => !present.has(`${step.name}/${path}`));
  return missing && `${step.name} is reported as successful without ${missing.path}`;
};

const failureOf = (step: Step, outcomes: Outcomes) => {
  const outcome = outcomes.get(step.name);
  if (outcome === undefined)
    return { failure: `${step.name} is not in the report`, code: "", byFault: false };
  if (outcome.succeeded || truthOf(step) !== "succeeds") return undefined;
  const { code = "none", category, failure } = outcome;
  const byFault = isFault(outcome) || followsFault(step, outcomes);
  return { failure: `${step.name} is reported as failed: ${category} ${failure}`, code, byFault };
};

/** Failure codes for transfers that a node has retried without success. */
const isFault = ({ category, code }: TaskOutcome): boolean =>
  category === "ServerError" || code === "FileUploadMiscError";

const followsFault = (step: Step, outcomes: Outcomes): boolean =>
  [...step.reads, ...step.after].some((before) => {
    const outcome = outcomes.get(before.name);
    return (outcome !== undefined && isFault(outcome)) || followsFault(before, outcomes);
  });

/** Returns the files in a run's folder, and errors for those that differ from the file that a task wrote. */
export const compareFiles = async (folder: string, { steps, uploads }: Known) => {
  const cache = new Map<Step, Map<string, Buffer>>();
  const expected = new Map(steps.flatMap((step) => [...filesOf(step, uploads, cache)]));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const present = new Set<string>();
  const wrong: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    // A runner that is killed leaves parts of files, never whole ones.
    if (/^logs\/|^(report|manifest)\.json$|^report\.html$|^(results|tasks)\.csv$|\.part$/.test(path))
      continue;
    present.add(path);
    const content = await readFile(join(folder, path));
    if (expected.get(path)?.equals(content) !== true)
      wrong.push(`${path} differs from the file that its task wrote`);
  }
  return { wrong, present };
};
