import type { EventName, FaultDeclaration, FaultName } from "./declaration.ts";
import { readFault } from "./read-fault.ts";
import { type ResizeError, resizeError } from "./resize-error.ts";
import { createRule, type Rule, type RuleAim } from "./rule.ts";

/** Decides what fails. Nothing fails by itself: who asks, acts. */
export interface Faults {
  forRequest(request: {
    /** Id in Azure's definition, as `Task_Get`; undefined if the request is for none. */
    operation?: string;
    method: string;
    /** Without the query: there may be secrets in it, and it goes to the log. */
    path: string;
  }): RequestFault | undefined;
  forBlobRequest(request: { method: string; path: string }): BlobFault | undefined;
  /** A task's process has started. */
  forTaskStart(start: TaskStart): NodeFault | undefined;
  /** A start task is about to run, for the first time or again. */
  forStartTask(start: { pool: string; node: string }): StartTaskFault | undefined;
  /** A pool is about to get more nodes. */
  forResize(resize: { pool: string }): ResizeError | undefined;
  /** A Pulumi program creates or changes the resource of this ARM id. Says whether it may not. */
  forArmWrite(write: { id: string }): boolean;
  /** Reads the Batch account of this ARM id. Returns whether Azure grants it no cores. */
  forQuotaRead(read: { id: string }): boolean;
  /** Whether anything is declared that strikes such events. */
  strikes(event: EventName): boolean;
  /** In the order of the declarations. */
  record(): FaultTally[];
}

/** What the scheduler asks. */
export type NodeFaults = Pick<Faults, "forTaskStart" | "forStartTask" | "forResize">;

/** A request waits first; then `ending`, if there is one, is all that its client gets. */
export interface RequestFault {
  readonly delayMs: number;
  readonly ending?: "throttle" | "busy" | "error" | "drop-before" | "drop-after";
  /** Of throttle and busy. */
  readonly retryAfterSeconds: number;
}

interface BlobFault {
  readonly delayMs: number;
  readonly ending?: "busy" | "error" | "drop-before" | "drop-mid" | "drop-after";
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
  /** How long after the task's start. */
  readonly delayMs: number;
  /** How long after that another node takes its place. */
  readonly backMs: number;
}

/** What runs instead of the start task. */
interface StartTaskFault {
  readonly commandLine: string;
}

interface FaultTally {
  /** As on the command line. */
  readonly fault: string;
  /** Events that it could have struck. */
  readonly events: number;
  readonly hits: number;
}

interface FaultOptions {
  /** The same seed, declarations and order of events give the same faults. */
  readonly seed?: number;
  /** Told what each fault hits. */
  readonly log?: (line: string) => void;
}

/** Throws FaultError if a declaration can't be meant. */
export const createFaults = (
  declarations: readonly FaultDeclaration[] = [],
  { seed = 1, log = () => {} }: FaultOptions = {},
): Faults => {
  const rules = declarations.map((each) => createRule(readFault(each), seed));
  const hitsOn = (event: EventName, { shown, ...aim }: RuleAim & { readonly shown: string }): Hit[] => {
    const hits = strike(
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
    forQuotaRead: ({ id }) => hitsOn("ARM read", { path: id, shown: `read of ${id}` }).length > 0,
    strikes: (event) => rules.some((rule) => rule.event === event),
    record: () => rules.map(({ name, events, hits }) => ({ fault: name, events: events(), hits: hits() })),
  };
};

interface Hit {
  readonly name: string;
  readonly declaration: FaultDeclaration;
  readonly delayMs: number;
}

/** An event can be late for several reasons, but it ends in one way: by the first fault declared. */
const strike = (rules: readonly Rule[], aim: RuleAim): Hit[] => {
  let hasEnded = false;
  return rules.flatMap(({ name, declaration, stacks, strike }) => {
    const hit = hasEnded && !stacks ? undefined : strike(aim);
    if (hit === undefined) return [];
    hasEnded ||= !stacks;
    return [{ name, declaration, ...hit }];
  });
};

const requestFault = (hits: readonly Hit[]): RequestFault | undefined => {
  if (hits.length === 0) return undefined;
  const [last] = hits.filter(({ declaration }) => declaration.fault in requestEndings);
  const declared = last?.declaration;
  const retryAfter = declared && "retryAfterSeconds" in declared ? declared.retryAfterSeconds : undefined;
  return {
    delayMs: total(hits),
    ending: declared && requestEndings[declared.fault],
    retryAfterSeconds: retryAfter ?? 1,
  };
};

const requestEndings: Partial<Record<FaultName, RequestFault["ending"]>> = {
  throttle: "throttle",
  busy: "busy",
  error: "error",
  "drop-before": "drop-before",
  "drop-after": "drop-after",
};

const blobFault = (hits: readonly Hit[]): BlobFault | undefined => {
  if (hits.length === 0) return undefined;
  const endings = hits.map(({ declaration }) => blobEndings[declaration.fault]);
  return { delayMs: total(hits), ending: endings.find((ending) => ending !== undefined) };
};

const blobEndings: Partial<Record<FaultName, BlobFault["ending"]>> = {
  "blob-busy": "busy",
  "blob-error": "error",
  "blob-drop-before": "drop-before",
  "blob-drop-mid": "drop-mid",
  "blob-drop-after": "drop-after",
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
