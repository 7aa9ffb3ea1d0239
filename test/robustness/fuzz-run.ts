import { linux } from "../helpers/account.ts";
import { residentBytes, type ServiceProcess, startService, type Target } from "../helpers/service-process.ts";
import { signedRequest } from "../helpers/signed-request.ts";
import { problemsOf } from "./fuzz-check.ts";
import { type FuzzedRequest, fuzzedRequest } from "./fuzz-request.ts";
import { createRandom } from "./random.ts";

interface FuzzOptions {
  readonly dir: string;
  readonly requests: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

export interface Finding {
  readonly problem: string;
  readonly request: FuzzedRequest;
  readonly answer: string;
}

/** Limit of memory growth. */
export const maxResidentMegabytes = 500;

interface FuzzFigures {
  readonly requests: number;
  /** Number of responses by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly slowestMillis: number;
  readonly residentMegabytes: { readonly atStart: number; readonly halfway: number; readonly atEnd: number };
  readonly seconds: number;
  readonly findings: readonly Finding[];
  /** Internal errors in the service's stderr. */
  readonly log: string;
}

const workers = 8;

/** Requests until removed resources are added again. */
const restoreEvery = 40;

/** Sends generated requests to a service in a separate process and checks each response against Azure's definition. */
export const runFuzz = async ({ dir, requests, seed, onProgress }: FuzzOptions): Promise<FuzzFigures> => {
  const began = performance.now();
  const service = startService(dir);
  try {
    const target = await service.ready;
    await prepare(target);
    const state = newState(service);
    const memory = { atStart: megabytes(service), halfway: 0 };
    const random = createRandom(seed, "requests");
    const work = async () => {
      while (state.sent < requests) {
        const number = ++state.sent;
        if (number % restoreEvery === 0) await prepare(target);
        await send(target, state, fuzzedRequest(random, [...state.nodes]));
        if (number % 1000 === 0) onProgress?.(number);
        if (number === Math.floor(requests / 2)) memory.halfway = megabytes(service);
        if (service.child.exitCode !== null || service.child.signalCode !== null)
          throw new Error(`the service has ended: ${service.said()}`);
      }
    };
    await Promise.all(Array.from({ length: workers }, work));
    return {
      requests: state.sent,
      statuses: Object.fromEntries(Object.entries(state.statuses).sort()),
      slowestMillis: Math.round(state.slowest),
      residentMegabytes: { ...memory, atEnd: megabytes(service) },
      seconds: Math.round((performance.now() - began) / 100) / 10,
      findings: state.findings,
      log: service.said(),
    };
  } finally {
    await service.kill();
  }
};

interface State {
  readonly service: ServiceProcess;
  sent: number;
  slowest: number;
  readonly statuses: Record<string, number>;
  readonly findings: Finding[];
  /** Node ids from responses. */
  readonly nodes: Set<string>;
}

const newState = (service: ServiceProcess): State => ({
  service,
  sent: 0,
  slowest: 0,
  statuses: {},
  findings: [],
  nodes: new Set(),
});

const send = async (target: Target, state: State, request: FuzzedRequest): Promise<void> => {
  const began = performance.now();
  try {
    const response = await signedRequest(target, request);
    state.slowest = Math.max(state.slowest, performance.now() - began);
    state.statuses[response.status] = (state.statuses[response.status] ?? 0) + 1;
    for (const problem of problemsOf(request, response))
      state.findings.push({ problem, request, answer: response.text.slice(0, 500) });
    if (request.operation === "ComputeNode_List")
      for (const [id] of response.text.matchAll(/tvmps_\w+/g)) remember(state.nodes, id);
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 200) : String(error);
    state.findings.push({ problem, request, answer: "" });
  }
};

const remember = (nodes: Set<string>, id: string): void => {
  nodes.add(id);
  const [oldest] = nodes;
  if (nodes.size > 10 && oldest !== undefined) nodes.delete(oldest);
};

/** Adds a pool with a node, and a job with completed tasks. */
const prepare = async (target: Target): Promise<void> => {
  const pool = { id: "p0", ...linux, targetDedicatedNodes: 1, taskSlotsPerNode: 4 };
  const job = { id: "j0", poolInfo: { poolId: "p0" } };
  const tasks = ["t0", "t1", "t2", "t3"].map((id) => ({ id, commandLine: "/bin/echo said" }));
  for (const [path, body] of [
    ["/pools", pool],
    ["/jobs", job],
    ["/jobs/j0/addtaskcollection", { value: tasks }],
  ] as const) {
    const headers = { "content-type": "application/json" };
    const query = "api-version=2022-10-01.16.0";
    const request = { method: "POST", path: `${path}?${query}`, headers, body: JSON.stringify(body) };
    const { status, text } = await signedRequest(target, request);
    // It exists already, or its parent was just removed.
    if (status >= 300 && status !== 409 && status !== 404) throw new Error(`${path}: ${status} ${text}`);
  }
};

const megabytes = ({ pid }: ServiceProcess): number => Math.round(residentBytes(pid) / 1024 / 1024);
