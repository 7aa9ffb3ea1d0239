import { join } from "node:path";
import type { StackOutputs } from "../infra/outputs.ts";
import { startBlobService } from "./azurite/blob-service.ts";
import type { BatchService, BatchServiceOptions } from "./emulator/index.ts";
import { codeOf } from "./emulator/system/errors.ts";
import { type FaultSettings, startFaults } from "./fault-settings.ts";
import { prepareNode } from "./prepare-node.ts";
import type { PulumiProvider } from "./provider/index.ts";
import type { Cloud } from "./provision/provisioner.ts";
import { readPulumiConfig } from "./pulumi-config.ts";
import { type CloudState, checkParts, openState } from "./state/state.ts";

interface LocalCloudOptions {
  /** Folder of all data; created if it does not exist. */
  readonly dir: string;
  /** Folder of a Pulumi.yaml, whose values override the default settings. */
  readonly project?: string;
  /** A `Pulumi.<stack>.yaml`, whose settings override those of Pulumi.yaml. */
  readonly stackFile?: string;
  /** Faults to inject. */
  readonly faults?: FaultSettings;
  /** Time that transitions take: `instant` (default), `azure`, or `azure/10`. */
  readonly pace?: string;
  /** Opened state of `dir`. The cloud closes it. Opened here by default. */
  readonly state?: CloudState;
  readonly log?: (line: string) => void;
  /** Called when a part of the cloud ends unexpectedly. The caller should then close the cloud. */
  readonly onCrash?: (why: string) => void;
}

export interface LocalCloud {
  readonly outputs: StackOutputs;
  hasUnfinishedTasks(): boolean;
  /** Returns the tasks of all active jobs that aren't completed. */
  countTasks(): { readonly waiting: number; readonly running: number };
  /** Returns the port of the provider for the Pulumi CLI. The first call starts the provider. */
  providerPort(): Promise<number>;
  /** Ends every process, those of nodes included. */
  close(): Promise<void>;
}

/**
 * Starts the blob service and the Batch service, and provisions the Pulumi program's resources in them. A later start in the
 * same folder restores everything.
 *
 * @throws AlreadyRunningError while another cloud runs in the folder
 */
export const startLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const { dir, project, stackFile, pace, log = () => {}, onCrash, state = openState(options.dir) } = options;
  const closers: (() => Promise<void> | void)[] = [() => state.close()];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const opened = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    closers.push(() => part.close());
    return part;
  };
  const start = async (): Promise<LocalCloud> => {
    checkParts(dir, state);
    const config = readPulumiConfig(project && join(project, "Pulumi.yaml"), stackFile);
    const accounts = state.storageAccounts();
    const faults = options.faults && startFaults(options.faults, log);
    if (faults) closers.push(() => faults.logRecord());
    // Most of a start is loading code. Azurite's process starts first and loads its own while this one loads the rest.
    let isProvisioned = false;
    const [blobs, batch, { runProgram }] = await allStarted([
      onRememberedPort("blob", { state, log }, (port) =>
        startBlobService({ dir: join(dir, "azurite"), port, accounts, onCrash, faults }).then(opened),
      ),
      onRememberedPort("batch", { state, log }, (port) =>
        startBatch(state, { dir, port, log, faults, pace, isProvisioned: () => isProvisioned }).then(opened),
      ),
      import("./program-run.ts"),
    ]);
    log(`blob service ${blobs.endpoint}, Batch service ${batch.endpoint}`);
    const cloud: Cloud = { state, blobs, batch, faults };
    const outputs = await runProgram(cloud, config);
    isProvisioned = true;
    faults?.enableBlobFaults();
    let provider: Promise<PulumiProvider> | undefined;
    return {
      outputs,
      hasUnfinishedTasks: () => batch.hasUnfinishedTasks(),
      countTasks: () => batch.countTasks(),
      providerPort: async () => {
        provider ??= import("./provider/index.ts").then(({ startProvider }) =>
          onRememberedPort("provider", { state, log }, (port) =>
            startProvider(cloud, { port, log }).then(opened),
          ),
        );
        return Number(new URL((await provider).endpoint).port);
      },
      close,
    };
  };
  return start().catch(async (error: unknown) => {
    await close();
    throw error;
  });
};

const startBatch = async (
  state: CloudState,
  options: Omit<BatchServiceOptions, "prepareNode" | "blobAccess">,
): Promise<BatchService> => {
  const { startBatchService } = await import("./emulator/index.ts");
  const { createBlobAccess } = await import("./provision/managed-identities.ts");
  return startBatchService({ ...options, prepareNode, blobAccess: createBlobAccess(state) });
};

/** Like Promise.all, but rejects only when all are settled, so that started parts can be closed. */
const allStarted = async <Parts extends readonly unknown[]>(starts: [...Parts]) => {
  await Promise.allSettled(starts);
  return Promise.all(starts);
};

/** Error codes for a taken port: Node's, and our own. */
const portInUseCodes = ["EADDRINUSE", "PortInUse"];

interface PortContext {
  readonly state: CloudState;
  readonly log: (line: string) => void;
}

/** Starts a service on its previous port, because tasks contain SAS URLs. Chooses another port if that one is taken. */
const onRememberedPort = async <Service extends { readonly endpoint: string }>(
  of: string,
  { state, log }: PortContext,
  start: (port: number) => Promise<Service>,
): Promise<Service> => {
  const remembered = state.port(of) ?? 0;
  const service = await start(remembered).catch((error: unknown) => {
    if (!portInUseCodes.includes(codeOf(error) ?? "") || remembered === 0) throw error;
    log(
      `port ${remembered} of the ${of} service is taken; using another one, so URLs in existing tasks no longer work`,
    );
    return start(0);
  });
  state.rememberPort(of, Number(new URL(service.endpoint).port));
  return service;
};
