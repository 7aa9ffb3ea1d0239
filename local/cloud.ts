import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { StackOutputs } from "../infra/outputs.ts";
import { startBlobService } from "./azurite/blob-service.ts";
import { codeOf } from "./emulator/system/errors.ts";
import { type FaultSettings, startFaults } from "./fault-settings.ts";
import { prepareNode } from "./node-image.ts";
import type { PulumiProvider } from "./provider/index.ts";
import type { Cloud } from "./provision/provisioner.ts";
import { readPulumiConfig } from "./pulumi-config.ts";
import { type CloudState, checkParts, openState } from "./state/state.ts";

interface LocalCloudOptions {
  /** Everything that lasts is in here; created if it is not there. */
  readonly dir: string;
  /** Settings over the defaults of Pulumi.yaml: a `Pulumi.<stack>.yaml`. */
  readonly stackFile?: string;
  /** What fails on purpose. */
  readonly faults?: FaultSettings;
  /** `dir`'s state, if the caller has opened it already. The cloud closes it. */
  readonly state?: CloudState;
  readonly log?: (line: string) => void;
  /** Called when a part of the cloud ends by itself. What is left should be closed then. */
  readonly onCrash?: (why: string) => void;
}

interface LocalCloud {
  readonly outputs: StackOutputs;
  hasUnfinishedTasks(): boolean;
  /** Port of the provider for the Pulumi CLI, which is started when it is first asked for. */
  providerPort(): Promise<number>;
  /** Ends every process, the nodes' too. */
  close(): Promise<void>;
}

/**
 * Blob service, Batch service, and in them what the Pulumi program declares. One cloud a folder: throws
 * AlreadyRunningError while there is another. The next start in the same folder finds everything as it was.
 */
export const startLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const { dir, stackFile, log = () => {}, onCrash, state = openState(options.dir) } = options;
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
    const config = readPulumiConfig(projectFile, stackFile);
    const accounts = state.storageAccounts();
    const faults = options.faults && startFaults(options.faults, log);
    if (faults) closers.push(() => faults.logRecord());
    // Most of a start is loading code. Azurite's process starts first and loads its own while this one loads the rest.
    const [blobs, batch, { runProgram }] = await allStarted([
      onRememberedPort("blob", { state, log }, (port) =>
        startBlobService({ dir: join(dir, "azurite"), port, accounts, onCrash, faults }).then(opened),
      ),
      onRememberedPort("batch", { state, log }, async (port) => {
        const { startBatchService } = await import("./emulator/index.ts");
        const { createBlobAccess } = await import("./provision/managed-identities.ts");
        const blobAccess = createBlobAccess(state);
        return startBatchService({ dir, port, prepareNode, log, faults, blobAccess }).then(opened);
      }),
      import("./program-run.ts"),
    ]);
    log(`blob service ${blobs.endpoint}, Batch service ${batch.endpoint}`);
    const cloud: Cloud = { state, blobs, batch, faults };
    const outputs = await runProgram(cloud, config);
    faults?.enableBlobFaults();
    let provider: Promise<PulumiProvider> | undefined;
    return {
      outputs,
      hasUnfinishedTasks: () => batch.hasUnfinishedTasks(),
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

/** Like Promise.all, but a failure waits until the others have come so far that they can be closed. */
const allStarted = async <Parts extends readonly unknown[]>(starts: [...Parts]) => {
  await Promise.allSettled(starts);
  return Promise.all(starts);
};

const projectFile = fileURLToPath(new URL("../Pulumi.yaml", import.meta.url));

/** Of a server in this process, and of one that reports its own error. */
const portInUseCodes = ["EADDRINUSE", "PortInUse"];

interface PortContext {
  readonly state: CloudState;
  readonly log: (line: string) => void;
}

/** URLs with SAS live on in tasks, so a service comes back where it was. A port that is taken by now is replaced. */
const onRememberedPort = async <Service extends { readonly endpoint: string }>(
  of: string,
  { state, log }: PortContext,
  start: (port: number) => Promise<Service>,
): Promise<Service> => {
  const remembered = state.port(of) ?? 0;
  const service = await start(remembered).catch((error: unknown) => {
    if (!portInUseCodes.includes(codeOf(error) ?? "") || remembered === 0) throw error;
    log(
      `port ${remembered} of the ${of} service is taken, picking another; URLs from before don't work any more`,
    );
    return start(0);
  });
  state.rememberPort(of, Number(new URL(service.endpoint).port));
  return service;
};
