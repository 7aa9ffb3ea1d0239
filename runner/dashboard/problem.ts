import type { Problem } from "../../browser/contract/dashboard.ts";
import { ServiceError } from "../azure/service-error.ts";
import { RunnerError } from "../errors.ts";

/** A request that the server refuses. */
export class RequestProblem extends Error {
  override readonly name = "RequestProblem";
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

export const notFound = (code: string, message: string): RequestProblem =>
  new RequestProblem(404, { code, message });

/** Returns what the page shows of an error. An error that isn't expected is a bug: its message stays on this machine. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof RequestProblem) return error.problem;
  if (error instanceof RunnerError) return { code: error.code, message: error.message, hint: error.hint };
  if (error instanceof ServiceError) return serviceProblem(error);
  return { code: "Internal", message: "the dashboard failed", hint: "The terminal shows the reason." };
};

/** An address on this machine is the local cloud's. */
const serviceProblem = ({ code, status, message }: ServiceError): Problem => {
  if (status !== undefined) return { code, message };
  const hint = message.includes("127.0.0.1")
    ? "The local cloud has stopped. Start it: npx azbatch local"
    : "Check that this machine is online: npx azbatch doctor";
  return { code, message, hint };
};

export const statusOf = (error: unknown): number => {
  if (error instanceof RequestProblem) return error.status;
  if (error instanceof RunnerError) return usageStatus(error);
  return error instanceof ServiceError ? 502 : 500;
};

const usageStatus = ({ kind, code }: RunnerError): number => {
  if (kind !== "usage") return 502;
  return code.endsWith("NotFound") ? 404 : 409;
};
