import pMap from "p-map";
import type { CommandContext } from "../../command-context.ts";
import { chooseEnvironment } from "../../environment/choose-environment.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import type { ManifestTask } from "../../manifest/manifest.ts";
import { estimateRun, planText } from "../../results/estimate.ts";
import { checkOut } from "../../results/run-folder.ts";
import { checkMaxCost } from "../../run/check-cost.ts";
import {
  completePlan,
  type NewRun,
  type PlannedRun,
  type PlanOptions,
  prepareLocally,
} from "../../run/complete-plan.ts";
import { beforeJob } from "../../run/interruption.ts";
import { nodePriceOf } from "../../run/node-price.ts";
import type { PreparedRun } from "../../run/prepare.ts";
import { openSession, type Session } from "../../run/session.ts";
import { filesToStore } from "../../run/store.ts";
import type { HashedFile } from "../../storage/hash-files.ts";
import { visible } from "../../text/visible.ts";
import type { Display } from "../../ui/display.ts";
import { openDisplay } from "../../ui/open-display.ts";

interface DryRunOptions extends PlanOptions {
  readonly source: NewRun;
  /** Whether the run would be started with `--detach`. */
  readonly detach: boolean;
  /** Returns a task's line in the list of tasks. */
  readonly taskText?: ((task: ManifestTask) => string) | undefined;
}

/** Shows the tasks, uploads, time and cost of a submit. Writes nothing, and doesn't start the local cloud. */
export const dryRun = async (options: DryRunOptions, context: CommandContext): Promise<ExitCode> => {
  const { signal } = context;
  const display = openDisplay(options.json ?? false, context);
  try {
    await checkOut({ ...context, out: options.out });
    const request = { source: options.source, options, context, display, isPreview: true };
    const prepared = await beforeJob(prepareLocally(request), signal);
    if (prepared !== undefined && (await wouldStartLocalCloud(options, context))) {
      await showEstimate({ run: prepared, options, context }, display);
      return exitCodes.ok;
    }
    const session = await beforeJob(openSession(options, context, display.emit), signal);
    try {
      const planned = await completePlan(request, session, prepared);
      await showEstimate({ ...planned, session, options, context }, display);
      return exitCodes.ok;
    } finally {
      session.environment.release();
    }
  } finally {
    display.close();
  }
};

const wouldStartLocalCloud = async (
  options: DryRunOptions,
  { projectDir, env }: CommandContext,
): Promise<boolean> => (await chooseEnvironment({ ...options, projectDir, env })).kind === "local cloud";

interface Estimated extends PlannedRun {
  /** Undefined if connecting would start the local cloud. */
  readonly session?: Session;
  readonly options: DryRunOptions;
  readonly context: CommandContext;
}

/** @throws RunnerError `CostTooHigh` and `CostUnknown`, see `checkMaxCost`. */
const showEstimate = async (estimated: Estimated, display: Display): Promise<void> => {
  const { run, session, medianSeconds, options, context } = estimated;
  const { manifest } = run;
  const { terminal, signal } = context;
  const pool = session?.environment.outputs;
  const price = pool && (await nodePriceOf(pool, options, context));
  const request = {
    manifest,
    description: run.description,
    taskText: options.taskText,
    missing: await missingFiles(run, session, signal),
    pool,
    medianSeconds,
    nodePrice: price,
  };
  const estimate = estimateRun(request);
  display.pause();
  display.emit({ event: "estimated", ...estimate });
  if (!options.json) terminal.stdout.write(`${visible(planText(estimate, request))}\n`);
  const { maxCost, detach: isDetached } = options;
  const notice = pool && checkMaxCost({ maxCost, manifest, medianSeconds, pool, price, isDetached });
  if (notice !== undefined) display.say(notice);
};

/** Up to this many contents, a request for each is cheaper than listing all blobs. */
const fewContents = 500;

/** Returns a file for each content that storage doesn't have; all of them without a session. */
const missingFiles = async (
  run: PreparedRun,
  session: Session | undefined,
  signal: AbortSignal,
): Promise<HashedFile[]> => {
  const contents = new Map(filesToStore(run).map((file) => [file.sha256, file]));
  if (session === undefined) return [...contents.values()];
  const { input } = session.clients;
  if (contents.size > fewContents) {
    for await (const { name } of input.list("")) contents.delete(name);
    return [...contents.values()];
  }
  const drop = async (name: string): Promise<void> => {
    if ((await input.getProperties(name)) !== undefined) contents.delete(name);
  };
  await pMap([...contents.keys()], drop, { concurrency: 16, signal });
  return [...contents.values()];
};
