import { quote } from "shlex";
import type { StackOutputs } from "../infra/outputs.ts";

/** Lines for a shell to source: other clients find the local cloud by them. Both keys are in it. */
export const environmentFile = (outputs: StackOutputs, providerPort: number): string => {
  const blobEndpoint = new URL(".", outputs.inputContainerUrl).href.replace(/\/$/, "");
  const variables = {
    AZURE_BATCH_ACCOUNT: outputs.batchAccountName,
    AZURE_BATCH_ENDPOINT: outputs.batchAccountEndpoint,
    AZURE_BATCH_ACCESS_KEY: outputs.batchAccountKey,
    AZURE_STORAGE_CONNECTION_STRING: [
      "DefaultEndpointsProtocol=http",
      `AccountName=${outputs.storageAccountName}`,
      `AccountKey=${outputs.storageAccountKey}`,
      `BlobEndpoint=${blobEndpoint}`,
    ].join(";"),
    PULUMI_DEBUG_PROVIDERS: `azure-native:${providerPort}`,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join("");
};
