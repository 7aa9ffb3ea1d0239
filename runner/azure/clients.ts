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
import { type JobLife, sasAccess } from "./sas-access.ts";
import { signIn } from "./sign-in.ts";

/**
 * Version of the Batch API. The SDK was generated for 2022-10-01.16.0, which Azure is retiring; jobs, tasks and files have the same
 * JSON in both.
 */
const batchApiVersion = "2025-06-01";

/** Two slashes, because the audience ends with one. The SDK's default is the audience of Azure Resource Manager. */
const batchScope = "https://batch.core.windows.net//.default";

/** Most connections to a service. Uploads, downloads and calls together stay below it. */
const maxSockets = 32;

/** Retry a request briefly in the SDK; `retrying` handles and reports longer outages. */
const blockRetries = { maxTries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 2000 };

export interface Clients {
  readonly batch: BatchClient;
  readonly application: BlobContainer;
  readonly input: BlobContainer;
  readonly output: BlobContainer;
  /** Returns a container of the stack's storage account. */
  readonly containerNamed: (name: string) => BlobContainer;
  /** Returns the access of a run's nodes to blobs. It is valid until the job must have ended. */
  readonly nodeAccess: (job: JobLife) => NodeAccess;
}

/** Creates the clients of Batch and Storage. No other code sees the keys or creates SDK clients. */
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

/** Exempts the local cloud from the environment's proxy, which the Storage SDK uses. */
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
    nodeAccess: (job) => sasAccess({ ...containers, key, job }),
  };
};

const withSignIn = (outputs: EntraOutputs, storageCall: Call, { clock }: RetryPolicy): Access => {
  const roles = (["Batch", "Storage"] as const).map((service) => neededRole(service, outputs));
  const needed = roles.map(({ role, on }) => `${role} on ${on}`).join(", ");
  const credential = signIn(clock, `Sign in with az login. Needed roles: ${needed}.`);
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

/** Turns the SDK's retries off; `retrying` explains why. */
const batchSdk = (endpoint: string, credential: BatchCredential): BatchServiceClient => {
  const sdk = new BatchServiceClient(credential, endpoint, {
    noRetryPolicy: true,
    agentSettings: {
      http: new HttpAgent({ keepAlive: true, maxSockets }),
      // With an agent the SDK ignores the environment's proxy. The Storage SDK uses it by default.
      https: new HttpsAgent({ keepAlive: true, maxSockets, proxyEnv: process.env }),
    },
  });
  sdk.apiVersion = batchApiVersion;
  return sdk;
};
