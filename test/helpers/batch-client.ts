import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import type { StackOutputs } from "../../infra/outputs.ts";
import { withKeys } from "./with-keys.ts";

/** Returns Azure's client of a stack's Batch account. */
export const batchClient = (outputs: StackOutputs): BatchServiceClient =>
  new BatchServiceClient(
    new BatchSharedKeyCredentials(outputs.batchAccountName, withKeys(outputs).batchAccountKey),
    outputs.batchAccountEndpoint,
  );
