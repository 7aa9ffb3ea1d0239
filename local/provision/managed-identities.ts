import { StorageSharedKeyCredential } from "@azure/storage-blob";
import * as v from "valibot";
import { type BlobAccess, signContainer } from "../emulator/index.ts";
import type { CloudState } from "../state/state.ts";
import { subscriptionId } from "./arm-path.ts";

/** Returns nodes' access to storage accounts: URLs signed with the account's key, in place of Azure's identities and roles. */
export const createBlobAccess = (
  state: Pick<CloudState, "port" | "storageAccounts" | "resource" | "resourcesWithin">,
): BlobAccess => {
  // Tasks may start before the blob service, which keeps its port.
  const endpoint = (): string => `http://127.0.0.1:${state.port("blob")}`;
  return {
    sign: (url, permission) => {
      const { origin, pathname, href } = new URL(url);
      const [, account = "", containerName = ""] = pathname.split("/").map(decodeURIComponent);
      const key = state.storageAccounts().get(account);
      if (origin !== endpoint() || key === undefined || containerName === "") return undefined;
      const credential = new StorageSharedKeyCredential(account, key);
      return `${href.replace(/\?.*$/s, "")}?${signContainer(containerName, permission, credential)}`;
    },
    autoStorageUrl: (batchAccount) => {
      const account = autoStorageOf(state, batchAccount);
      return account && `${endpoint()}/${account}`;
    },
  };
};

const WithAutoStorage = v.object({ autoStorage: v.object({ storageAccountId: v.string() }) });

/** Returns the name of the storage account that is linked with a Batch account. */
const autoStorageOf = (
  state: Pick<CloudState, "resource" | "resourcesWithin">,
  batchAccount: string,
): string | undefined => {
  const ending = `/Microsoft.Batch/batchAccounts/${batchAccount}`;
  const id = state.resourcesWithin(`/subscriptions/${subscriptionId}`).find((each) => each.endsWith(ending));
  const linked = v.safeParse(WithAutoStorage, id === undefined ? undefined : state.resource(id)?.inputs);
  return linked.success ? linked.output.autoStorage.storageAccountId.split("/").at(-1) : undefined;
};
