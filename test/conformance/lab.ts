import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  BatchServiceClient,
  BatchSharedKeyCredentials,
  type BatchServiceModels as Models,
} from "@azure/batch";
import { eventually } from "./eventually.ts";
import { createRecorder, type Policy, type Recorder, type Request } from "./recorder.ts";
import { isLive, openTarget, type Target } from "./target.ts";

/** Clients and resources of a test. Pools and jobs of `addPool` and `addJob` are deleted after it. */
export interface Lab {
  readonly target: Target;
  /** The unmodified client, with its own API version and retries. */
  readonly client: BatchServiceClient;
  /** Returns a client that changes requests or signs with another key. */
  clientWith(changes: ClientChanges): BatchServiceClient;
  /** Returns an unused id. */
  newId(name: string): string;
  /** Id of a pool that all tests share, with one node of `sharedPoolSlots` task slots, idle at first. */
  readonly sharedPool: string;
  /** Adds a job, by default on the shared pool. Returns its id. */
  addJob(job?: Partial<Models.JobAddParameter>): Promise<string>;
  /** Adds a pool of a small Linux image, by default without nodes. Returns its id. */
  addPool(pool?: Partial<Models.PoolAddParameter>): Promise<string>;
  /** Calls a function after the test, also if the test fails. */
  defer(cleanUp: () => Promise<unknown>): void;
}

export interface ClientChanges {
  readonly account?: string;
  readonly key?: string;
  readonly apiVersion?: string;
  /** Changes a request before it is signed. */
  readonly unsigned?: (request: Request) => void;
  /** Changes a request after it was signed. */
  readonly signed?: (request: Request) => void;
}

export const sharedPoolSlots = 4;

export const linux = {
  vmSize: process.env.BATCH_CONFORMANCE_VM_SIZE ?? "standard_d2s_v3",
  virtualMachineConfiguration: {
    imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404", version: "latest" },
    nodeAgentSKUId: "batch.node.ubuntu 24.04",
  },
} as const;

let opened: Promise<OpenLab> | undefined;

interface OpenLab {
  readonly lab: Lab;
  readonly recorder: Recorder;
  cleanUp(): Promise<void>;
  close(): Promise<void>;
}

const closeLab = async (): Promise<void> => {
  const lab = await opened?.catch(() => undefined);
  opened = undefined;
  await lab?.close();
};

// All suites share one lab of a live account, where a pool takes minutes. mocha's workers call a file's hooks only for
// the first file that imports it, so that each suite closes a local lab.
if (isLive)
  after("of the conformance suite", function () {
    this.timeout(30 * 60_000);
    return closeLab();
  });

/** Declares a suite whose tests share the lab. A test also fails if a response doesn't fit Azure's definition. */
export const suite = (title: string, define: () => void): void => {
  describe(`Azure Batch: ${title}`, function () {
    this.timeout(isLive ? 60 * 60_000 : 60_000);
    before("opens the accounts and the pool", async () => {
      opened ??= openLab();
      await opened;
    });
    if (!isLive) after("closes the lab", closeLab);
    define();
  });
};

/** Declares a test with the lab. It is skipped if the local service refuses an operation with 501. */
export const conforms = (title: string, test: (lab: Lab) => Promise<void>): void => {
  it(title, async function () {
    const { lab, recorder, cleanUp } = await opened!;
    recorder.takeProblems();
    try {
      await test(lab);
      assert.deepEqual(recorder.takeProblems(), [], "responses that Azure's definition does not allow");
    } catch (error) {
      if (isNotImplemented(error)) this.skip();
      throw error;
    } finally {
      await cleanUp();
    }
  });
};

const isNotImplemented = (error: unknown): boolean =>
  !isLive && error instanceof Error && "statusCode" in error && error.statusCode === 501;

const openLab = async (): Promise<OpenLab> => {
  const target = await openTarget();
  const recorder = createRecorder();
  const prefix = `conformance-${randomBytes(4).toString("hex")}`;
  const cleanUps: (() => Promise<unknown>)[] = [];
  const client = clientOf(target, recorder, {});
  let ids = 0;
  const newId = (name: string): string => `${prefix}-${name}-${++ids}`;
  const sharedPool = newId("shared");
  const cleanUp = async (): Promise<void> => {
    for (const each of cleanUps.splice(0).reverse()) await unlessGone(each());
  };
  const lab: Lab = {
    target,
    client,
    clientWith: (changes) => clientOf(target, recorder, changes),
    newId,
    sharedPool,
    addJob: async (job = {}) => {
      const id = job.id ?? newId("job");
      cleanUps.push(() => client.job.deleteMethod(id));
      await client.job.add({ poolInfo: { poolId: sharedPool }, ...job, id });
      return id;
    },
    addPool: async (pool = {}) => {
      const id = pool.id ?? newId("pool");
      cleanUps.push(() => client.pool.deleteMethod(id));
      const targets = pool.enableAutoScale ? {} : { targetDedicatedNodes: 0 };
      await client.pool.add({ ...linux, ...targets, ...pool, id });
      return id;
    },
    defer: (each) => cleanUps.push(each),
  };
  const close = async (): Promise<void> => {
    try {
      await unlessGone(client.pool.deleteMethod(sharedPool));
      await eventually("an account without pools of this run", async () => {
        const filter = `startswith(id,'${prefix}')`;
        return (await client.pool.list({ poolListOptions: { filter } })).length === 0;
      });
    } finally {
      await target.close();
    }
  };
  try {
    await addSharedPool(client, sharedPool);
  } catch (error) {
    await close();
    throw error;
  }
  return { lab, recorder, cleanUp, close };
};

const addSharedPool = async (client: BatchServiceClient, id: string): Promise<void> => {
  await client.pool.add({
    id,
    ...linux,
    targetDedicatedNodes: 1,
    taskSlotsPerNode: sharedPoolSlots,
    startTask: {
      commandLine:
        "/bin/sh -c 'echo started as $AZ_BATCH_NODE_ID; echo one more >> $AZ_BATCH_NODE_SHARED_DIR/starts'",
      waitForSuccess: true,
    },
  });
  await eventually(`an idle node in ${id}`, async () => {
    const [node] = await client.computeNode.list(id);
    return node?.state === "idle";
  });
};

const clientOf = (target: Target, recorder: Recorder, changes: ClientChanges): BatchServiceClient => {
  const credentials = new BatchSharedKeyCredentials(
    changes.account ?? target.account,
    changes.key ?? target.key,
  );
  const client = new BatchServiceClient(credentials, target.endpoint, {
    requestPolicyFactories: (own) => [
      change(changes.unsigned),
      ...own,
      change(changes.signed),
      recorder.policy,
    ],
  });
  if (changes.apiVersion !== undefined) client.apiVersion = changes.apiVersion;
  return client;
};

const change = (apply: ((request: Request) => void) | undefined): Policy => ({
  create: (next) => ({
    sendRequest: (request) => {
      apply?.(request);
      return next.sendRequest(request);
    },
  }),
});

/** Ignores resources that the test deleted or that are being deleted. */
const unlessGone = async (deletion: Promise<unknown>): Promise<void> => {
  try {
    await deletion;
  } catch (error) {
    const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
    if (status !== 404 && status !== 409) throw error;
  }
};
