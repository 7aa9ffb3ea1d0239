import * as v from "valibot";

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(whole, v.minValue(1));

/**
 * When a fault hits. Of the events that match `target`, the first `after` pass; of the others every `every`-th is hit with
 * `chance`, until `count` were hit. A fault without settings hits every event.
 */
const when = {
  /**
   * Requests: an operation id of Azure's definition (`Task_Get`, `Task_*`), a method or a path (`/jobs/*`). Blob requests: a
   * method or a path that begins with the account. Nodes: a pool id. Resources: their ARM id. `*` matches any text.
   */
  target: v.optional(v.pipe(v.string(), v.nonEmpty())),
  /** Above 0, up to 1. */
  chance: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  every: v.optional(positive),
  after: v.optional(whole),
  count: v.optional(positive),
};

const ms = v.pipe(v.number(), v.minValue(0), v.maxValue(3_600_000));
/** The delay is evenly distributed from `ms - jitterMs` to `ms + jitterMs`, and never below 0. */
const jitterMs = v.optional(ms);

/** Azure's documented codes for a resize that does not reach its targets. */
export const resizeErrorCodes = [
  "AllocationFailed",
  "AllocationTimedout",
  "AccountCoreQuotaReached",
  "AccountLowPriorityCoreQuotaReached",
  "AccountVMSeriesCoreQuotaReached",
] as const;

const retryAfterSeconds = v.optional(whole);

const declare = <Name extends string, Event extends string, Settings extends v.ObjectEntries>(
  name: Name,
  event: Event,
  settings: Settings,
) => ({ name, event, schema: v.strictObject({ fault: v.literal(name), ...when, ...settings }) });

/** Every fault: its name, the event that it hits, and its settings besides those of all faults. */
const faults = [
  /** Delays the response. */
  declare("latency", "request", { ms, jitterMs }),
  /** Responds 429 TooManyRequests. Retry-After is 1 s by default. */
  declare("throttle", "request", { retryAfterSeconds }),
  /** Responds 503 ServerBusy. Retry-After is 1 s by default. */
  declare("busy", "request", { retryAfterSeconds }),
  /** Responds 500 InternalError. */
  declare("error", "request", {}),
  /** Breaks the connection before the request is carried out. */
  declare("drop-before", "request", {}),
  /** Breaks the connection after the request is carried out. */
  declare("drop-after", "request", {}),
  declare("blob-latency", "blob request", { ms, jitterMs }),
  /** Responds 503 ServerBusy of Azure Storage, which has no Retry-After. */
  declare("blob-busy", "blob request", {}),
  declare("blob-error", "blob request", {}),
  declare("blob-drop-before", "blob request", {}),
  /** Breaks the connection halfway through the body: of the request if it has one, otherwise of the response. */
  declare("blob-drop-mid", "blob request", {}),
  declare("blob-drop-after", "blob request", {}),
  /** Loses the node `ms` after a task has started on it. A new node replaces it `backMs` later, 1 s by default. */
  declare("node-loss", "task start", { ms: v.optional(ms), jitterMs, backMs: v.optional(ms) }),
  /** Like `node-loss`, but hits only spot nodes. */
  declare("preempt", "task start", { ms: v.optional(ms), jitterMs, backMs: v.optional(ms) }),
  /** Makes a run of the start task, or a retry of it, exit with `exitCode`, 1 by default. */
  declare("start-task-failure", "start task", { exitCode: v.optional(v.pipe(positive, v.maxValue(255))) }),
  /** Fails a resize that needs nodes; the code is AllocationFailed by default. */
  declare("resize-error", "resize", { code: v.optional(v.picklist(resizeErrorCodes)) }),
  /** Responds 403 AuthorizationFailed as Azure Resource Manager when a Pulumi program creates or changes a resource. */
  declare("arm-denied", "ARM write", {}),
  /** Refuses each update of a pool through ARM with 400 PropertyCannotBeUpdated, as Azure's older API versions do. */
  declare("arm-put-pool", "ARM pool update", {}),
  /** Reports core quotas of 0 when a Batch account is read, as Azure does for many new accounts. */
  declare("no-quota", "ARM read", {}),
];

/** A fault and when it hits. */
export const FaultDeclaration = v.variant(
  "fault",
  faults.map(({ schema }) => schema),
);

type Fault = (typeof faults)[number];
type NameOf<Event> = Extract<Fault, { event: Event }>["name"];

export type FaultDeclaration = v.InferOutput<typeof FaultDeclaration>;
type FaultName = Fault["name"];
export type ResizeErrorCode = (typeof resizeErrorCodes)[number];

/** An event that faults can hit. */
export type EventName = Fault["event"];

/** Faults that decide how a request ends; `latency` only delays it. */
export type RequestEnding = Exclude<NameOf<"request">, "latency">;
export type BlobEnding = Exclude<NameOf<"blob request">, "blob-latency">;

/** Names of all faults, in the order in which messages list them. */
export const faultNames: readonly FaultName[] = faults.map(({ name }) => name);

/** The event that a fault hits. */
export const eventOf = (name: FaultName): EventName => {
  const fault = faults.find((each) => each.name === name);
  if (fault === undefined) throw new RangeError(`${name}: expected the name of a fault`);
  return fault.event;
};

export const isRequestEnding = (name: FaultName): name is RequestEnding =>
  eventOf(name) === "request" && name !== "latency";

export const isBlobEnding = (name: FaultName): name is BlobEnding =>
  eventOf(name) === "blob request" && name !== "blob-latency";
