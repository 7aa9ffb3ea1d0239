import { chmodSync, mkdirSync } from "node:fs";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import type { BlobAccess } from "./cluster/blob-access.ts";
import { startCluster } from "./cluster/cluster.ts";
import { removeDirectory } from "./cluster/directories.ts";
import type { Faults } from "./faults/faults.ts";
import type { Health } from "./http/control.ts";
import { closeServer, createServer } from "./http/server.ts";
import type { Batch } from "./operations/operation-context.ts";
import { runOperation } from "./operations/operations.ts";
import { type PoolName, poolsHealth } from "./pools-health.ts";
import { BatchError } from "./protocol/errors.ts";
import { type Provisioning, provisioning } from "./provisioning.ts";
import { openStore, type Store } from "./state/store.ts";
import { stackOf } from "./system/errors.ts";
import { listen } from "./system/listen.ts";
import type { SetTimer } from "./time/alarm.ts";
import { type Clock, createClock, steadyNow } from "./time/clock.ts";
import { type Pace, parsePace } from "./time/pace.ts";

export interface BatchServiceOptions {
  /** Folder of the state: `<dir>/batch.db`, and the nodes' files in `<dir>/nodes/`. One service at a time can use it. */
  readonly dir: string;
  /** Address to listen on. Default 127.0.0.1: tasks are processes of this user, so only this machine may add them. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /**
   * URL of the service in responses and tasks, without a trailing slash. By default, responses have the address that the client
   * used, and tasks one of this machine.
   */
  readonly advertise?: string;
  /**
   * Creates accounts and pools, at the start and after each reset. `GET /health` is ready when the nodes of these pools have booted.
   */
  readonly provision?: (service: Provisioning) => Promise<void> | void;
  /** Whether what the caller provisions later is complete, for `GET /health`. Default: always. */
  readonly isProvisioned?: () => boolean;
  /** Whether `POST /reset`, which needs no signature, is served. Default false. */
  readonly allowReset?: boolean;
  /** False: nothing is executed, downloaded or uploaded; each task succeeds immediately. Default true. */
  readonly execute?: boolean;
  /** Puts the files of the nodes' "VM image" into a node's shared directory, before its start task runs. */
  readonly prepareNode?: (node: { sharedDir: string }) => Promise<void>;
  readonly now?: () => Date;
  /** Calls `ring` once after so many milliseconds; returns a function that cancels it. To be given together with `now`. */
  readonly setTimer?: SetTimer;
  /** Time that transitions take: `instant` (default), `azure`, or `azure/10` for a tenth of Azure's. */
  readonly pace?: string;
  readonly log?: (line: string) => void;
  /** Whether each request is logged. Default false. */
  readonly logRequests?: boolean;
  /** Replaces managed identities and auto storage. Without it, tasks that need them fail. */
  readonly blobAccess?: BlobAccess;
  /** Failures on purpose. */
  readonly faults?: Faults;
}

export interface BatchService extends Provisioning {
  /** `options.advertise`; by default `http://<host>:<port>`, with a loopback address if the service listens on all addresses. */
  readonly endpoint: string;
  /** Returns what `GET /health` answers. */
  health(): Health;
  /** Ends all processes and removes everything except accounts and their keys; then `options.provision` runs again. */
  reset(): Promise<void>;
  /** Returns whether an active job, whose pool has nodes or a formula, has a task that isn't completed. */
  hasUnfinishedTasks(): boolean;
  /** Returns the tasks of all active jobs that aren't completed. */
  countTasks(): { readonly waiting: number; readonly running: number };
  /** Stops listening, ends all processes of the nodes and closes the database. */
  close(): Promise<void>;
}

/** Clients date their signatures by the system's time. Everything else uses a steady clock. */
const systemNow = (): Date => new Date();

/**
 * Starts an Azure Batch data plane.
 *
 * @throws EmulatorError DirectoryInUse, StateCorrupt, StateTooNew or StateUnwritable, an Error with code EADDRINUSE if the port is
 * taken, and a RangeError for an unknown pace.
 */
export const startBatchService = async (options: BatchServiceOptions): Promise<BatchService> => {
  const { dir, port = 0, host = "127.0.0.1", now = steadyNow(), log = () => {} } = options;
  const pace = parsePace(options.pace ?? "instant");
  makeNodesFolder(dir);
  const clock = createClock(now);
  const store = openStore(dir, clock);
  const onBug = (error: unknown) => log(`internal error: ${stackOf(error)}`);
  const state: State = { isProvisioned: false, isReady: false, pools: new Set() };
  const context: Context = { options, state, store, clock, now, pace, log, onBug };
  const health = () => healthOf(context);
  const reset = () => {
    const before = state.resetting?.catch(() => {}) ?? Promise.resolve();
    state.resetting = before.then(() => resetAll(context));
    return state.resetting;
  };
  const server = createServer({
    ...{ now: options.now ?? systemNow, onBug, log },
    ...{ faults: options.faults, advertise: options.advertise, logRequests: options.logRequests },
    keyOf: store.accounts.key,
    control: { health, reset: options.allowReset ? reset : undefined },
    run: (operation, request) => runOperation(running(state), operation, request),
  });
  const close = async () => {
    await closeServer(server);
    await state.resetting?.catch(() => {});
    await state.batch?.cluster.close();
    store.close();
  };
  try {
    state.address = addressOf(host, await listen(server, port, host));
    await open(context);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    endpoint: options.advertise ?? state.address,
    ...provisioning(() => running(state)),
    ...{ health, reset, close },
    hasUnfinishedTasks: () => store.hasUnfinishedTasks(),
    countTasks: () => store.countTasks(),
  };
};

/** The parts of a service that change while it runs. */
interface State {
  /** Undefined while the service starts or is reset. */
  batch?: Batch;
  address?: string;
  /** The last reset that was asked for. */
  resetting?: Promise<void>;
  isProvisioned: boolean;
  /** Whether the service has been ready since its start or its last reset: a lost node later doesn't change that. */
  isReady: boolean;
  /** Pools that `options.provision` has put. */
  readonly pools: Set<PoolName>;
}

interface Context {
  readonly options: BatchServiceOptions;
  readonly state: State;
  readonly store: Store;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly pace: Pace;
  readonly log: (line: string) => void;
  readonly onBug: (error: unknown) => void;
}

// The folder may exist with wider permissions. Only its owner may read the tasks' files.
const makeNodesFolder = (dir: string): void => {
  mkdirSync(join(dir, "nodes"), { recursive: true, mode: 0o700 });
  chmodSync(join(dir, "nodes"), 0o700);
};

const addressOf = (host: string, port: number): string => {
  const own = { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host;
  return `http://${isIPv6(own) ? `[${own}]` : own}:${port}`;
};

const running = ({ batch }: State): Batch => {
  if (batch === undefined) throw new BatchError("ServerBusy");
  return batch;
};

/** Starts the nodes in the database, then creates the declared accounts and pools. */
const open = async ({ options, state, store, clock, now, pace, log, onBug }: Context): Promise<void> => {
  const { dir, setTimer, blobAccess, faults, execute, prepareNode = async () => {} } = options;
  const endpoint = () => options.advertise ?? state.address ?? "";
  const cluster = await startCluster({
    ...{ store, clock, now, setTimer, pace, dir, endpoint, prepareNode, log, blobAccess, faults, execute },
  });
  state.batch = { store, cluster, clock, onBug, dir };
  const service = provisioning(() => running(state));
  await options.provision?.({
    ...service,
    putPool: (account, pool) => {
      service.putPool(account, pool);
      if ("id" in pool) state.pools.add([account, String(pool.id)]);
    },
  });
  state.isProvisioned = true;
};

const resetAll = async (context: Context): Promise<void> => {
  const { state, store, options } = context;
  const batch = running(state);
  Object.assign(state, { batch: undefined, isProvisioned: false, isReady: false });
  state.pools.clear();
  await batch.cluster.close();
  try {
    // First the files, which a service that is killed here can miss, but would not find again.
    await removeDirectory(join(options.dir, "nodes"));
    store.clear();
  } finally {
    makeNodesFolder(options.dir);
    await open(context);
  }
};

const healthOf = ({ state, store, options }: Context): Health => {
  if (state.isReady) return { status: "ready" };
  if (!state.isProvisioned || options.isProvisioned?.() === false) return { status: "starting" };
  const health = poolsHealth(store, state.pools);
  state.isReady = health.status === "ready";
  return health;
};
