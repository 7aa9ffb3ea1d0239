import { listBatchAccountKeysOutput } from "@pulumi/azure-native/batch/listBatchAccountKeys.js";
import { listStorageAccountKeysOutput } from "@pulumi/azure-native/storage/listStorageAccountKeys.js";
import * as pulumi from "@pulumi/pulumi";
import { hideAnswers } from "./hide-answers.ts";

interface AccountKeysArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly storageAccountName: pulumi.Input<string>;
  readonly batchAccountName: pulumi.Input<string>;
}

/** Both secret. */
export const accountKeys = (args: AccountKeysArgs) => {
  const { resourceGroupName, storageAccountName, batchAccountName } = args;
  hideAnswers();
  const ofStorage = listStorageAccountKeysOutput({
    resourceGroupName,
    accountName: storageAccountName,
  });
  const ofBatch = listBatchAccountKeysOutput({ resourceGroupName, accountName: batchAccountName });
  return {
    storageAccountKey: pulumi.secret(ofStorage.keys.apply(firstKey)),
    batchAccountKey: pulumi.secret(ofBatch.primary),
  };
};

const firstKey = (keys: readonly { value: string }[]): string => {
  const [first] = keys;
  if (!first) throw new Error("Azure lists no key for the storage account");
  return first.value;
};
