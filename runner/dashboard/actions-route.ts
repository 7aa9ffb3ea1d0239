import type { FastifyInstance } from "fastify";
import type { ActionResult } from "../../browser/contract/dashboard.ts";
import type { DashboardEnvironment } from "./dashboard-environment.ts";
import type { Hub } from "./hub.ts";
import { notFound, RequestProblem } from "./problem.ts";
import { codeAndMessage } from "./topics/node-view.ts";

/** A second click within this time gets the result of the first: a run must not be retried twice. */
const sameClickMs = 5000;

/** Everything that changes something. */
export const actionRoutes = (server: FastifyInstance, environment: DashboardEnvironment, hub: Hub): void => {
  const once = oncePerClick(environment);
  const act = async (name: string, job: string, work: () => Promise<ActionResult>): Promise<ActionResult> => {
    const result = await once(`${name}/${job}`, work);
    const { jobId = job } = result;
    hub.refresh(["runs", "jobs", `run/${job}`, `job/${job}`, `run/${jobId}`]);
    return result;
  };
  const { actions } = environment;
  server.post<JobPath>("/api/jobs/:job/cancel", ({ params: { job } }) =>
    act("cancel", job, () => cancelJob(environment, job)),
  );
  server.post<JobPath>("/api/runs/:job/retry", ({ params: { job } }) =>
    act("retry", job, () => actions.retry(job)),
  );
  server.post<JobPath>("/api/runs/:job/download", ({ params: { job } }) =>
    act("download", job, () => actions.download(job)),
  );
  server.post<PoolPath>("/api/pools/:pool/evaluate", ({ params: { pool }, body }) =>
    evaluate(environment, pool, formulaIn(body)),
  );
};

interface JobPath {
  readonly Params: { readonly job: string };
}
interface PoolPath {
  readonly Params: { readonly pool: string };
}

type Once = (key: string, work: () => Promise<ActionResult>) => Promise<ActionResult>;

const oncePerClick = ({ clock }: Pick<DashboardEnvironment, "clock">): Once => {
  const results = new Map<string, { readonly result: Promise<ActionResult>; endedMs?: number }>();
  return (key, work) => {
    for (const [known, { endedMs }] of results)
      if (endedMs !== undefined && clock.monotonicMs() - endedMs > sameClickMs) results.delete(known);
    const running = results.get(key);
    if (running !== undefined) return running.result;
    const action: { readonly result: Promise<ActionResult>; endedMs?: number } = { result: work() };
    results.set(key, action);
    action.result.then(
      () => {
        action.endedMs = clock.monotonicMs();
      },
      () => results.delete(key),
    );
    return action.result;
  };
};

/** Ends the job of any client. */
const cancelJob = async (
  { clients: { batch } }: DashboardEnvironment,
  jobId: string,
): Promise<ActionResult> => {
  const job = await batch.getJob(jobId);
  if (job === undefined) throw notFound("JobNotFound", `job ${jobId} doesn't exist`);
  if (job.state === "completed" || job.state === "deleting") return { message: "The job has already ended" };
  await batch.terminateJob(jobId, "cancelled by the user");
  return { message: "The job is ending; results of completed tasks stay" };
};

/** Returns the formula of `{ formula }`; undefined for `{}`. */
const formulaIn = (body: unknown): string | undefined => {
  const formula = typeof body === "object" && body !== null ? Reflect.get(body, "formula") : undefined;
  if (formula === undefined || (typeof formula === "string" && formula.trim() !== "")) return formula;
  throw new RequestProblem(400, { code: "InvalidRequest", message: "formula: expected a text" });
};

/** Evaluates the pool's formula, or another one as if the pool had it. */
const evaluate = async (
  { clients: { batch } }: DashboardEnvironment,
  poolId: string,
  other: string | undefined,
): Promise<ActionResult> => {
  const pool = await batch.getPool(poolId);
  if (pool === undefined) throw notFound("PoolNotFound", `pool ${poolId} doesn't exist`);
  const { autoScaleFormula: formula } = pool;
  if (!pool.enableAutoScale || formula === undefined)
    throw new RequestProblem(409, {
      code: "AutoscaleOff",
      message: `pool ${poolId} has no autoscale formula`,
      hint: "Set autoscale: true in the stack's settings and run `npx pulumi up`.",
    });
  const { results, error } = await batch.evaluateAutoScale(poolId, other ?? formula);
  if (error !== undefined)
    throw new RequestProblem(409, {
      code: error.code ?? "AutoScaleFormulaEvaluationError",
      message: codeAndMessage(error),
    });
  return { message: "Evaluated; the pool is unchanged", results };
};
