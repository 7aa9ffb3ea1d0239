import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import type { KeysOutputs } from "../../infra/outputs.ts";

/** Returns Azure's client of one of a stack's containers. */
export const containerClient = (
  outputs: KeysOutputs,
  name: "application" | "input" | "output",
): ContainerClient =>
  new ContainerClient(
    outputs[`${name}ContainerUrl`],
    new StorageSharedKeyCredential(outputs.storageAccountName, outputs.storageAccountKey),
  );
