import {
  type BlobEnding,
  type EventName,
  type FaultDeclaration,
  isBlobEnding,
  isRequestEnding,
  type RequestEnding,
} from "./fault-kinds.ts";
import { readFault } from "./read-fault.ts";
import { type ResizeError, resizeError } from "./resize-error.ts";
import { createRule, type Rule, type RuleAim } from "./rule.ts";

/** Decides which events fail, and how. The caller makes them fail. */
export interface Faults {
  forRequest(request: {
    /** Operation id in Azure's definition, such as `Task_Get`; undefined if the request matches no operation. */
    operation?: string;
    method: string;
    /** Path without the query, which may contain secrets: paths are logged. */
    path: string;
  }): RequestFault | undefined;
  forBlobRequest(request: { method: string; path: string }): BlobFault | undefined;
  /** Called when a task's process has started. */
  forTaskStart(start: TaskStart): NodeFault | undefined;
  /** Called before each run of a start task, retries included. */
  forStartTask(start: { pool: string; node: string }): StartTaskFault | undefined;
  /** Called before nodes are added to a pool. */
  forResize(resize: { pool: string }): ResizeError | undefined;
  /** Returns whether a Pulumi program is denied to create or change the resource with this ARM id. */
  forArmWrite(write: { id: string }): boolean;
  /** Returns whether ARM refuses to update the pool with this ARM id. */
  forPoolUpdate(update: { id: string }): boolean;
  /** Returns whether the Batch account with this ARM id has core quotas of 0. */
  forQuotaRead(read: { id: string }): boolean;
  /** Returns whether a fault is declared for such events. */
  canHit(event: EventName): boolean;
  /** Counts per fault, in the order of the declarations. */
  record(): FaultTally[];
}

/** Faults of nodes, for the cluster. */
export type NodeFaults = Pick<Faults, "forTaskStart" | "forStartTask" | "forResize">;

/** A request is delayed first, then ends with `ending`; without it the request is served. */
export interface RequestFault {
  readonly delayMs: number;
  readonly ending?: RequestEnding;
  /** For `throttle` and `busy`. */
  readonly retryAfterSeconds: number;
}

interface BlobFault {
  readonly delayMs: number;
  readonly ending?: BlobEnding;
}

interface TaskStart {
  readonly pool: string;
  readonly node: string;
  readonly isDedicated: boolean;
  readonly job: string;
  readonly task: string;
}

export interface NodeFault {
  readonly fault: "node-loss" | "preempt";
  /** From the task's start to the loss of the node. */
  readonly delayMs: number;
  /** From the loss until a new node replaces it. */
  readonly backMs: number;
}

/** Runs instead of the start task. */
interface StartTaskFault {
  readonly commandLine: string;
}

interface FaultTally {
  /** The fault as on the command line. */
  readonly fault: string;
  /** Events that matched the fault's target. */
  readonly events: number;
  readonly hits: number;
}

interface FaultOptions {
  /** The same seed, declarations and order of events cause the same faults. 1 by default. */
  readonly seed?: number;
  /** Called for each event that a fault hits. */
  readonly log?: (line: string) => void;
}

/** @throws FaultError if a declaration is invalid. */
export const createFaults = (
  declarations: readonly FaultDeclaration[] = [],
  { seed = 1, log = () => {} }: FaultOptions = {},
): Faults => {
  const rules = declarations.map((each) => createRule(readFault(each), seed));
  const hitsOn = (event: EventName, { shown, ...aim }: RuleAim & { readonly shown: string }): Hit[] => {
    const hits = hitsOf(
      rules.filter((rule) => rule.event === event),
      aim,
    );
    for (const { name, delayMs } of hits)
      log(`fault ${name} hits ${shown}${delayMs > 0 ? `, ${delayMs} ms` : ""}`);
    return hits;
  };

  return {
    forRequest: ({ operation, method, path }) => {
      const shown = [operation, method, path].filter((part) => part !== undefined).join(" ");
      return requestFault(hitsOn("request", { operation, method, path, shown }));
    },
    forBlobRequest: ({ method, path }) =>
      blobFault(hitsOn("blob request", { method, path, shown: `blob request ${method} ${path}` })),
    forTaskStart: ({ pool, node, isDedicated, job, task }) => {
      const shown = `node ${node} of pool ${pool} in task ${task} of job ${job}`;
      return nodeFault(hitsOn("task start", { pool, isDedicated, shown })[0]);
    },
    forStartTask: ({ pool, node }) =>
      startTaskFault(hitsOn("start task", { pool, shown: `start task of node ${node} of pool ${pool}` })[0]),
    forResize: ({ pool }) => resizeFault(hitsOn("resize", { pool, shown: `resize of pool ${pool}` })[0]),
    forArmWrite: ({ id }) => hitsOn("ARM write", { path: id, shown: `write of ${id}` }).length > 0,
    forPoolUpdate: ({ id }) => hitsOn("ARM pool update", { path: id, shown: `update of ${id}` }).length > 0,
    forQuotaRead: ({ id }) => hitsOn("ARM read", { path: id, shown: `read of ${id}` }).length > 0,
    canHit: (event) => rules.some((rule) => rule.event === event),
    record: () => rules.map(({ name, events, hits }) => ({ fault: name, events: events(), hits: hits() })),
  };
};

interface Hit {
  readonly name: string;
  readonly declaration: FaultDeclaration;
  readonly delayMs: number;
}

/** Several delays add up, but an event ends in one way: by the first fault declared. */
const hitsOf = (rules: readonly Rule[], aim: RuleAim): Hit[] => {
  let hasEnded = false;
  return rules.flatMap(({ name, declaration, stacks, next }) => {
    const hit = hasEnded && !stacks ? undefined : next(aim);
    if (hit === undefined) return [];
    hasEnded ||= !stacks;
    return [{ name, declaration, ...hit }];
  });
};

/** Recorded on a 429 of the service, in seconds. */
const recordedRetryAfter = 30;

const requestFault = (hits: readonly Hit[]): RequestFault | undefined => {
  if (hits.length === 0) return undefined;
  const declared = hits.map(({ declaration }) => declaration).find(({ fault }) => isRequestEnding(fault));
  const retryAfter = declared && "retryAfterSeconds" in declared ? declared.retryAfterSeconds : undefined;
  return {
    delayMs: total(hits),
    ending: hits.map(({ declaration }) => declaration.fault).find(isRequestEnding),
    retryAfterSeconds: retryAfter ?? (declared?.fault === "throttle" ? recordedRetryAfter : 1),
  };
};

const blobFault = (hits: readonly Hit[]): BlobFault | undefined => {
  if (hits.length === 0) return undefined;
  return {
    delayMs: total(hits),
    ending: hits.map(({ declaration }) => declaration.fault).find(isBlobEnding),
  };
};

const total = (hits: readonly Hit[]): number => hits.reduce((sum, { delayMs }) => sum + delayMs, 0);

const nodeFault = (hit: Hit | undefined): NodeFault | undefined => {
  if (hit === undefined) return undefined;
  const { declaration, delayMs } = hit;
  const backMs = "backMs" in declaration ? declaration.backMs : undefined;
  return {
    fault: declaration.fault === "preempt" ? "preempt" : "node-loss",
    delayMs,
    backMs: backMs ?? 1000,
  };
};

const startTaskFault = (hit: Hit | undefined): StartTaskFault | undefined => {
  if (hit === undefined) return undefined;
  const exitCode = "exitCode" in hit.declaration ? hit.declaration.exitCode : undefined;
  return { commandLine: `/bin/sh -c 'echo "This run is made to fail" >&2; exit ${exitCode ?? 1}'` };
};

const resizeFault = (hit: Hit | undefined): ResizeError | undefined =>
  hit && resizeError(hit.declaration.fault === "resize-error" ? hit.declaration.code : undefined);
