import { quote } from "shlex";
import type { KeysOutputs, StackOutputs } from "../infra/outputs.ts";

/** Returns shell lines that export the local cloud's addresses and keys for other clients. */
export const environmentFile = (outputs: StackOutputs, providerPort: number): string => {
  const blobEndpoint = new URL(".", outputs.inputContainerUrl).href.replace(/\/$/, "");
  const variables = {
    AZURE_BATCH_ACCOUNT: outputs.batchAccountName,
    AZURE_BATCH_ENDPOINT: outputs.batchAccountEndpoint,
    ...(outputs.auth === "keys" ? keyVariables(outputs, blobEndpoint) : {}),
    PULUMI_DEBUG_PROVIDERS: `azure-native:${providerPort}`,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join("");
};

const keyVariables = (outputs: KeysOutputs, blobEndpoint: string) => ({
  AZURE_BATCH_ACCESS_KEY: outputs.batchAccountKey,
  AZURE_STORAGE_CONNECTION_STRING: [
    "DefaultEndpointsProtocol=http",
    `AccountName=${outputs.storageAccountName}`,
    `AccountKey=${outputs.storageAccountKey}`,
    `BlobEndpoint=${blobEndpoint}`,
  ].join(";"),
});
