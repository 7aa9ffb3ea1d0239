import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import type { TokenCredential } from "@azure/identity";
import { AzureIdentityCredentialAdapter } from "@azure/ms-rest-js";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import type { EntraOutputs, KeysOutputs, StackOutputs } from "../../infra/outputs.ts";
import { explainAccessErrors } from "./access-errors.ts";
import { type BatchClient, batchClient } from "./batch-client.ts";
import { type BlobContainer, blobContainer } from "./blob-container.ts";
import { identityAccess } from "./identity-access.ts";
import type { NodeAccess } from "./node-access.ts";
import { type Call, type RetryPolicy, retrying, type ServiceName } from "./retry.ts";
import { neededRole } from "./roles.ts";
import { sasAccess } from "./sas-access.ts";
import { signIn } from "./sign-in.ts";

/**
 * The version of the Batch API that the runner speaks. The SDK was made for 2022-10-01.16.0, whose end Azure has announced;
 * the JSON of jobs, tasks and files is the same in both.
 */
const batchApiVersion = "2025-06-01";

/** With two slashes: the audience ends with one. The SDK by itself would ask for Azure Resource Manager's. */
const batchScope = "https://batch.core.windows.net//.default";

/** Connections to one service at a time; uploads, downloads and calls together stay below it. */
const maxSockets = 32;

/** Retry a request briefly in the SDK; `retrying` handles and reports longer outages. */
const blockRetries = { maxTries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 2000 };

/** A SAS outlives the job by this, because clocks differ. */
const sasMarginMs = 3_600_000;

interface JobLife {
  /** Now, if the job does not exist yet. */
  readonly createdAt: Date;
  readonly maxWallClockTimeMs: number;
}

export interface Clients {
  readonly batch: BatchClient;
  readonly application: BlobContainer;
  readonly input: BlobContainer;
  readonly output: BlobContainer;
  /** Any container of the storage account. */
  readonly containerNamed: (name: string) => BlobContainer;
  /** Access for the nodes of a run, valid until its job must have ended. */
  readonly nodeAccess: (job: JobLife) => NodeAccess;
}

/** The one place that builds SDK clients and sees the keys. */
export const connectClients = (outputs: StackOutputs, policy: RetryPolicy): Clients => {
  keepLoopbackDirect(process.env);
  const call = (service: ServiceName): Call =>
    explainAccessErrors(retrying(service, policy), service, outputs);
  const { batchCredential, ...storage } =
    outputs.auth === "keys"
      ? withKeys(outputs, call("Storage"))
      : withSignIn(outputs, call("Storage"), policy);
  return {
    batch: batchClient(batchSdk(outputs.batchAccountEndpoint, batchCredential), call("Batch")),
    ...storage,
  };
};

/** Without this the Storage SDK would ask the environment's proxy for the local cloud, too. */
const keepLoopbackDirect = (env: NodeJS.ProcessEnv): void => {
  const direct = env.NO_PROXY ?? env.no_proxy;
  if (direct?.includes("127.0.0.1") !== true) env.NO_PROXY = [direct, "127.0.0.1"].filter(Boolean).join(",");
};

type BatchCredential = ConstructorParameters<typeof BatchServiceClient>[0];

interface Access extends Pick<Clients, "application" | "input" | "output" | "containerNamed" | "nodeAccess"> {
  readonly batchCredential: BatchCredential;
}

const withKeys = (outputs: KeysOutputs, storageCall: Call): Access => {
  const key = new StorageSharedKeyCredential(outputs.storageAccountName, outputs.storageAccountKey);
  const containers = containersOf(outputs, key, storageCall);
  return {
    ...containers,
    batchCredential: new BatchSharedKeyCredentials(outputs.batchAccountName, outputs.batchAccountKey),
    nodeAccess: ({ createdAt, maxWallClockTimeMs }) => {
      const expiresOn = new Date(createdAt.getTime() + maxWallClockTimeMs + sasMarginMs);
      return sasAccess({ ...containers, key, expiresOn });
    },
  };
};

const withSignIn = (outputs: EntraOutputs, storageCall: Call, { clock }: RetryPolicy): Access => {
  const roles = (["Batch", "Storage"] as const).map((service) => neededRole(service, outputs));
  const needed = roles.map(({ role, on }) => `${role} on ${on}`).join(", ");
  const credential = signIn(clock, `Sign in: az login, as somebody who has the roles ${needed}.`);
  return {
    ...containersOf(outputs, credential, storageCall),
    batchCredential: new AzureIdentityCredentialAdapter(credential, batchScope),
    nodeAccess: () => identityAccess(outputs),
  };
};

const containersOf = (
  outputs: StackOutputs,
  credential: StorageSharedKeyCredential | TokenCredential,
  storageCall: Call,
) => {
  const container = (url: string): BlobContainer =>
    blobContainer(new ContainerClient(url, credential, { retryOptions: blockRetries }), storageCall);
  return {
    application: container(outputs.applicationContainerUrl),
    input: container(outputs.inputContainerUrl),
    output: container(outputs.outputContainerUrl),
    containerNamed: (name: string) => container(outputs.inputContainerUrl.replace(/[^/]+$/, name)),
  };
};

/** Without the SDK's retries: `retrying` does that, see there. */
const batchSdk = (endpoint: string, credential: BatchCredential): BatchServiceClient => {
  const sdk = new BatchServiceClient(credential, endpoint, {
    noRetryPolicy: true,
    agentSettings: {
      http: new HttpAgent({ keepAlive: true, maxSockets }),
      // The SDK asks no proxy where it is given an agent; the Storage SDK asks the environment's by itself.
      https: new HttpsAgent({ keepAlive: true, maxSockets, proxyEnv: process.env }),
    },
  });
  sdk.apiVersion = batchApiVersion;
  return sdk;
};
