import * as v from "valibot";

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(whole, v.minValue(1));

/**
 * When a fault strikes. Of the events that fit `target` the first `after` pass; of the others each `every`-th is struck,
 * with `chance`, until `count` were. What is left out sets no limit: a bare fault strikes always.
 */
const when = {
  /**
   * Requests: an operation's id in Azure's definition (`Task_Get`, `Task_*`), a method or a path (`/jobs/*`). Blob requests: a
   * method or a path, account included. Nodes: a pool's id. Resources: their ARM id. `*` stands for anything.
   */
  target: v.optional(v.pipe(v.string(), v.nonEmpty())),
  /** Above 0, up to 1. */
  chance: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  every: v.optional(positive),
  after: v.optional(whole),
  count: v.optional(positive),
};

const ms = v.pipe(v.number(), v.minValue(0), v.maxValue(3_600_000));
/** Evenly spread between `ms - jitterMs` and `ms + jitterMs`, never below 0. */
const jitterMs = v.optional(ms);

/** The codes that Azure documents for a resize that does not reach its target. */
export const resizeErrorCodes = [
  "AllocationFailed",
  "AllocationTimedout",
  "AccountCoreQuotaReached",
  "AccountLowPriorityCoreQuotaReached",
  "AccountVMSeriesCoreQuotaReached",
] as const;

/** One kind of failure, and when it strikes. From the command line it is read by parse-fault.ts. */
export const FaultDeclaration = v.variant("fault", [
  /** The answer waits. */
  v.strictObject({ fault: v.picklist(["latency", "blob-latency"]), ...when, ms, jitterMs }),
  /** 429 TooManyRequests and 503 ServerBusy; Retry-After is 1 s if it is left out. */
  v.strictObject({ fault: v.picklist(["throttle", "busy"]), ...when, retryAfterSeconds: v.optional(whole) }),
  v.strictObject({
    fault: v.picklist([
      /** 500 InternalError. */
      "error",
      "blob-error",
      /** 503 ServerBusy of Azure Storage, which has no Retry-After. */
      "blob-busy",
      /** The connection breaks, and nothing was done. */
      "drop-before",
      "blob-drop-before",
      /** The connection breaks halfway through the body: of the request if it has one, of the answer if not. */
      "blob-drop-mid",
      /** It was done, and the connection breaks before the answer. */
      "drop-after",
      "blob-drop-after",
      /** 403 AuthorizationFailed of Azure Resource Manager, when a Pulumi program creates or changes a resource. */
      "arm-denied",
      /** Azure Resource Manager reports core quotas of 0 when a Batch account is read, as for many new accounts. */
      "no-quota",
    ]),
    ...when,
  }),
  /**
   * The node is gone, `ms` after a task has started on it; `backMs` later, 1 s if it is left out, another takes its place.
   * preempt is for spot nodes alone.
   */
  v.strictObject({
    fault: v.picklist(["node-loss", "preempt"]),
    ...when,
    ms: v.optional(ms),
    jitterMs,
    backMs: v.optional(ms),
  }),
  /** A run of the start task, a retry too, exits with `exitCode`, 1 if it is left out. */
  v.strictObject({
    fault: v.literal("start-task-failure"),
    ...when,
    exitCode: v.optional(v.pipe(positive, v.maxValue(255))),
  }),
  /** A resize gets none of the nodes that it wants; AllocationFailed if no code is given. */
  v.strictObject({
    fault: v.literal("resize-error"),
    ...when,
    code: v.optional(v.picklist(resizeErrorCodes)),
  }),
]);

export type FaultDeclaration = v.InferOutput<typeof FaultDeclaration>;
export type FaultName = FaultDeclaration["fault"];
export type ResizeErrorCode = (typeof resizeErrorCodes)[number];

/** What happens in the local cloud that a fault may strike. */
export type EventName =
  | "request"
  | "blob request"
  | "task start"
  | "start task"
  | "resize"
  | "ARM write"
  | "ARM read";

/** What each fault strikes, in the order in which help lists them. */
export const struckBy: Readonly<Record<FaultName, EventName>> = {
  latency: "request",
  throttle: "request",
  busy: "request",
  error: "request",
  "drop-before": "request",
  "drop-after": "request",
  "blob-latency": "blob request",
  "blob-busy": "blob request",
  "blob-error": "blob request",
  "blob-drop-before": "blob request",
  "blob-drop-mid": "blob request",
  "blob-drop-after": "blob request",
  "node-loss": "task start",
  preempt: "task start",
  "start-task-failure": "start task",
  "resize-error": "resize",
  "arm-denied": "ARM write",
  "no-quota": "ARM read",
};
