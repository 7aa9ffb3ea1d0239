import { listBatchAccountKeysOutput } from "@pulumi/azure-native/batch/listBatchAccountKeys.js";
import { listStorageAccountKeysOutput } from "@pulumi/azure-native/storage/listStorageAccountKeys.js";
import * as pulumi from "@pulumi/pulumi";
import log from "@pulumi/pulumi/log/index.js";

interface AccountKeysArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly storageAccountName: pulumi.Input<string>;
  readonly batchAccountName: pulumi.Input<string>;
  /** Component whose provider lists the keys. */
  readonly parent: pulumi.Resource | undefined;
}

/** Returns the accounts' keys as Pulumi secrets. */
export const accountKeys = (args: AccountKeysArgs) => {
  const { resourceGroupName, storageAccountName, batchAccountName, parent } = args;
  hideInvokeResults();
  const ofStorage = listStorageAccountKeysOutput(
    { resourceGroupName, accountName: storageAccountName },
    { parent },
  );
  const ofBatch = listBatchAccountKeysOutput(
    { resourceGroupName, accountName: batchAccountName },
    { parent },
  );
  return {
    storageAccountKey: pulumi.secret(ofStorage.keys.apply(firstKey)),
    batchAccountKey: pulumi.secret(ofBatch.primary),
  };
};

const firstKey = (keys: readonly { value: string }[]): string => {
  const [first] = keys;
  if (!first) throw new Error("storage account: expected at least one key from Azure, got an empty list");
  return first.value;
};

/**
 * Keeps the results of functions, such as listed keys, out of Pulumi's events. The SDK writes each result in clear to its debug log
 * (3.270.0, runtime/invoke.js), and `pulumi up --json` prints the debug log even without `--debug`.
 */
const hideInvokeResults = (): void => void Object.assign(log, { debug: debugWithoutResults });

const { debug } = log;

const debugWithoutResults: typeof debug = (message, ...more) =>
  message.startsWith("Invoke RPC finished") ? Promise.resolve() : debug(message, ...more);
