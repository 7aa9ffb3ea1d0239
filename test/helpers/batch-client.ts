import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import type { StackOutputs } from "../../infra/outputs.ts";

/** Azure's own client of a stack's Batch account. */
export const batchClient = (outputs: StackOutputs): BatchServiceClient =>
  new BatchServiceClient(
    new BatchSharedKeyCredentials(outputs.batchAccountName, outputs.batchAccountKey),
    outputs.batchAccountEndpoint,
  );
