import { setImmediate } from "node:timers/promises";
import type { StackOutputs } from "../infra/outputs.ts";
import { type LocalCloud, startLocalCloud } from "./cloud.ts";
import { type Answer, type CloudStatus, startControl } from "./control.ts";
import { ExpectedError, messageOf } from "./emulator/system/errors.ts";
import { errorCodeOf, LocalCloudError } from "./errors.ts";
import { describeFaults, type FaultSettings } from "./fault-settings.ts";
import { type IdleWatch, watchIdle } from "./idle.ts";
import { openState } from "./state/state.ts";

interface ServeOptions {
  readonly dir: string;
  readonly project?: string;
  readonly stackFile?: string;
  readonly faults?: FaultSettings;
  readonly pace?: string;
  /** Time until a cloud without leases and unfinished tasks stops. */
  readonly lingerMs: number;
  readonly log: (line: string) => void;
}

/**
 * Runs a local cloud until it has no lease and no unfinished task. Resolves when everything has ended. Rejects with
 * AlreadyRunningError, or with the error that ended the cloud.
 */
export const serve = async (options: ServeOptions): Promise<void> => {
  const { dir, stackFile, faults, pace = "instant", lingerMs, log } = options;
  keepLoopbackDirect(process.env);
  const state = openState(dir);
  const { promise: ending, resolve: end, reject: fail } = Promise.withResolvers<void>();
  // A crash before the cloud is ready is handled later.
  ending.catch(() => {});
  process.once("SIGTERM", () => end()).once("SIGINT", () => end());
  let idle: IdleWatch | undefined;

  const onCrash = (why: string): void => fail(new LocalCloudError("ServiceCrashed", why));
  const starting = startLocalCloud({ ...options, state, onCrash });
  const answer = (want: "lease" | "provider"): Promise<Answer> =>
    starting
      .then(async (cloud) =>
        want === "lease"
          ? { outputs: cloud.outputs, stackFile, pace, faults: faults && describeFaults(faults) }
          : { providerPort: await cloud.providerPort() },
      )
      .catch((error: unknown) => ({
        error: messageOf(error),
        code: error instanceof ExpectedError ? errorCodeOf(error.code) : undefined,
      }));
  const startedAt = new Date().toISOString();
  let ready: LocalCloud | undefined;
  const status = (users: readonly number[]): CloudStatus => ({
    ...{ pid: process.pid, startedAt, stackFile, pace, users: [...users] },
    faults: faults && describeFaults(faults),
    addresses: ready && addressesOf(ready.outputs),
    tasks: ready?.countTasks(),
  });
  const control = await startControl({ dir, answer, status, onLeases: () => idle?.restart(), onStop: end });
  const watch = setInterval(() => {
    if (!control.isFound()) fail(new LocalCloudError("FolderRemoved", `${dir} was removed or replaced`));
  }, folderCheckMs);
  try {
    const cloud = await starting;
    ready = cloud;
    log(`ready, process ${process.pid}`);
    const isBusy = createUseCheck({
      leases: control.leases,
      hasUnfinishedTasks: cloud.hasUnfinishedTasks,
      log,
    });
    idle = watchIdle({ lingerMs, isBusy, onIdle: end });
    await ending.finally(async () => {
      control.refuse();
      // Without its folder the cloud can save nothing. The caller ends this process, which ends the others.
      if (control.isFound()) await cloud.close();
    });
    log("ended");
  } finally {
    clearInterval(watch);
    idle?.stop();
    // Send pending answers first.
    await setImmediate();
    control.close();
  }
};

const addressesOf = (outputs: StackOutputs): CloudStatus["addresses"] => ({
  batch: outputs.batchAccountEndpoint,
  batchAccount: outputs.batchAccountName,
  pool: outputs.poolId,
  blobs: new URL(outputs.inputContainerUrl).origin,
  storageAccount: outputs.storageAccountName,
});

/** Returns a function that checks whether the cloud is in use, and logs why each time the reason changes. */
const createUseCheck = (use: {
  readonly leases: () => number;
  readonly hasUnfinishedTasks: () => boolean;
  readonly log: (line: string) => void;
}): (() => boolean) => {
  let logged = "";
  return () => {
    const leases = use.leases();
    const reason = leases > 0 ? `leases: ${leases}` : use.hasUnfinishedTasks() ? "unfinished tasks" : "";
    if (reason !== logged && reason !== "") use.log(`in use, ${reason}`);
    logged = reason;
    return reason !== "";
  };
};

/** Milliseconds between checks that the folder exists: no command finds a cloud whose folder was removed. */
const folderCheckMs = 2000;

/** Excludes loopback from the environment's proxy, which the Storage SDK would use. */
const keepLoopbackDirect = (env: NodeJS.ProcessEnv): void => {
  env.NO_PROXY = [env.NO_PROXY ?? env.no_proxy, "127.0.0.1"].filter(Boolean).join(",");
};
