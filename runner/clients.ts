import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import type { KeysOutputs, StackOutputs } from "../infra/outputs.ts";
import { type BatchClient, batchClient } from "./batch/batch-client.ts";
import { type Call, type RetryPolicy, retrying } from "./batch/retry.ts";
import { environmentError } from "./errors.ts";
import type { Manifest } from "./plan/manifest.ts";
import type { NodeAccess } from "./requests.ts";
import { sasAccess } from "./sas.ts";

/**
 * The version of the Batch API that the runner speaks. The SDK was made for 2022-10-01.16.0, whose end Azure has announced;
 * the JSON of jobs, tasks and files is the same in both.
 */
const batchApiVersion = "2025-06-01";

/** Connections to one service at a time; uploads, downloads and calls together stay below it. */
const maxSockets = 32;

/** A lost block of a large file should not cost the file; longer trouble is for `storageCall`, which speaks of it. */
const blockRetries = { maxTries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 2000 };

/** A SAS outlives the job by this, because clocks differ. */
const sasMarginMs = 3_600_000;

export interface Clients {
  readonly batch: BatchClient;
  readonly application: ContainerClient;
  readonly input: ContainerClient;
  readonly output: ContainerClient;
  /** Around each call of the three containers. */
  readonly storageCall: Call;
  /** What the nodes need for the run, valid from `now` for as long as its job may live. */
  readonly nodeAccess: (manifest: Manifest, now: Date) => NodeAccess;
}

/** The one place that builds SDK clients and sees the keys. */
export const connectClients = (outputs: StackOutputs, policy: RetryPolicy): Clients => {
  if (outputs.auth !== "keys") {
    throw environmentError(
      `auth: expected a stack with keys, found ${outputs.auth}`,
      "pulumi config set auth keys",
    );
  }
  const key = new StorageSharedKeyCredential(outputs.storageAccountName, outputs.storageAccountKey);
  const container = (url: string): ContainerClient =>
    new ContainerClient(url, key, { retryOptions: blockRetries });
  const application = container(outputs.applicationContainerUrl);
  const input = container(outputs.inputContainerUrl);
  const output = container(outputs.outputContainerUrl);
  return {
    batch: batchClient(batchSdk(outputs), retrying("Batch", policy)),
    storageCall: retrying("Storage", policy),
    application,
    input,
    output,
    nodeAccess: (manifest, now) => {
      const expiresOn = new Date(now.getTime() + manifest.maxWallClockTimeMs + sasMarginMs);
      return sasAccess({ application, input, output, key, manifest, expiresOn });
    },
  };
};

/** Without the SDK's retries: `retrying` does that, see there. */
const batchSdk = (outputs: KeysOutputs): BatchServiceClient => {
  const credentials = new BatchSharedKeyCredentials(outputs.batchAccountName, outputs.batchAccountKey);
  const sdk = new BatchServiceClient(credentials, outputs.batchAccountEndpoint, {
    noRetryPolicy: true,
    agentSettings: {
      http: new HttpAgent({ keepAlive: true, maxSockets }),
      https: new HttpsAgent({ keepAlive: true, maxSockets }),
    },
  });
  sdk.apiVersion = batchApiVersion;
  return sdk;
};
