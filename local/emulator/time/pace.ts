/**
 * Milliseconds that transitions take on Azure: the middle of what was recorded, or an estimate. `local/emulator/README.md` names
 * the source of each.
 */
const azureMillis = {
  /** A new pool or an evaluated formula, until the nodes are allocated. */
  allocateNodes: 52_000,
  /** A resize that a user asked for, until new nodes are allocated. */
  resizePool: 52_000,
  /** From `stopresize` until the pool is steady. */
  stopResize: 7_500,
  /** A node in `creating`. */
  createNode: 6_000,
  /** A new node in `starting`. */
  bootNode: 12_000,
  /** A node in `leavingpool`. */
  removeNode: 60_000,
  /** A pool in `deleting`. */
  deletePool: 100_000,
  /** The pool of a job or schedule that has ended, in `deleting`. */
  deleteAutoPool: 100_000,
  /** A node in `rebooting` or `reimaging`; it boots afterwards. */
  restartNode: 60_000,
  deallocateNode: 40_000,
  /** A deallocated node in `starting`. */
  startNode: 66_000,
  /** From an added task until it starts on a free node. */
  startTask: 850,
  disableJob: 750,
  terminateJob: 1_500,
  deleteJob: 5_000,
  terminateSchedule: 1_500,
  deleteSchedule: 5_000,
} as const;

/** A transition that takes time on Azure. */
export type Transition = keyof typeof azureMillis;

/**
 * Milliseconds that transitions take at any pace. Programs that work on Azure stop a resize and see a reboot that they have asked
 * for, read a resource that they have deleted, and files of the nodes of a job that has ended.
 */
const shortestMillis: Partial<Record<Transition, number>> = {
  resizePool: 200,
  restartNode: 200,
  deletePool: 1000,
  deleteAutoPool: 30_000,
  deleteJob: 500,
  deleteSchedule: 1000,
};

/** Returns the milliseconds that a transition takes in addition to its work. */
export type Pace = (transition: Transition) => number;

const pattern = /^(?:instant|azure(?:\/(?<divisor>\d+(?:\.\d+)?))?)$/;

/**
 * Parses `instant`, `azure`, or `azure/10` for a tenth of Azure's durations. Any positive number divides them.
 *
 * @throws RangeError
 */
export const parsePace = (text: string): Pace => {
  const match = pattern.exec(text);
  const divisor = Number(match?.groups?.divisor ?? 1);
  if (match === null || divisor === 0)
    throw new RangeError(
      `pace: expected instant, azure or azure/N with a positive number such as azure/10, got "${text}"`,
    );
  const speed = text === "instant" ? Number.POSITIVE_INFINITY : divisor;
  return (transition) => Math.max(azureMillis[transition] / speed, shortestMillis[transition] ?? 0);
};
