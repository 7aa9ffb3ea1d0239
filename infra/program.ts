import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { Access } from "./access.ts";
import { accountKeys } from "./account-keys.ts";
import { BatchAccount } from "./batch-account.ts";
import { declareBudget } from "./budget.ts";
import { declareDiagnostics } from "./diagnostics.ts";
import type { StackOutputs } from "./outputs.ts";
import { Pool } from "./pool.ts";
import { messagesOf } from "./problem.ts";
import { type AccountQuotas, quotaProblems } from "./quota.ts";
import { nodesOf } from "./scale.ts";
import type { Settings } from "./settings/read-settings.ts";
import { settled } from "./settled.ts";
import { Storage } from "./storage.ts";
import { requireSubscription } from "./subscription.ts";

type Outputs<T> = { [Key in keyof T]: Key extends "auth" ? T[Key] : pulumi.Input<T[Key]> };

/**
 * Declares an environment and returns its stack outputs.
 *
 * @throws RunError if a setting names a resource that the environment can't use, or a quota of the Batch account is too small
 */
export const program = async (settings: Settings, today = new Date()): Promise<Outputs<StackOutputs>> => {
  const { location, tags, protect } = settings;
  const subscriptionId = await requireSubscription(settings);
  const group = new ResourceGroup(
    `${pulumi.getProject()}-${pulumi.getStack()}`,
    { location, tags },
    { protect },
  );
  const sharedKeys = settings.auth === "keys";
  const common = { resourceGroupName: group.name, location, tags, sharedKeys, protect };
  const account = new BatchAccount("batch", { ...common, ...settings });
  await settled(account.quotas.apply((quotas) => requireQuotas(settings, quotas)));
  const storage = new Storage("storage", { ...common, ...settings });
  const access =
    settings.auth === "entra"
      ? new Access("access", {
          ...common,
          ...settings,
          subscriptionId,
          storage,
          batchAccountId: account.accountId,
        })
      : undefined;

  const pool = declarePool(settings, { ...common, account, access });
  if (settings.logWorkspaceId !== "") {
    declareDiagnostics({ batchAccountId: account.accountId, workspaceId: settings.logWorkspaceId });
  }
  if (settings.monthlyBudget > 0) {
    declareBudget({ scope: group.id, amount: settings.monthlyBudget, emails: settings.budgetEmails, today });
  }

  const outputs = {
    ...settingsAsOutputs(settings),
    resourceGroupName: group.name,
    storageAccountName: storage.accountName,
    applicationContainerUrl: storage.application.url,
    inputContainerUrl: storage.input.url,
    outputContainerUrl: storage.output.url,
    batchAccountName: account.accountName,
    batchAccountEndpoint: account.endpoint,
    poolId: pool.poolId,
    nodePath: pool.nodePath,
  };
  if (access) return { auth: "entra", ...outputs, nodeIdentityId: access.nodeIdentityId };
  const { resourceGroupName, storageAccountName, batchAccountName } = outputs;
  return {
    auth: "keys",
    ...outputs,
    ...accountKeys({ resourceGroupName, storageAccountName, batchAccountName }),
  };
};

const settingsAsOutputs = (settings: Settings) => {
  const { location, vmSize, taskSlotsPerNode, autoscale, containerImages } = settings;
  const { dedicated, spot } = nodesOf(settings);
  return {
    location,
    vmSize,
    taskSlotsPerNode,
    autoscale,
    maxDedicatedNodes: dedicated,
    maxSpotNodes: spot,
    containerImages: [...containerImages],
  };
};

interface PoolContext {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly account: BatchAccount;
  readonly access: Access | undefined;
}

const declarePool = (settings: Settings, { resourceGroupName, account, access }: PoolContext): Pool => {
  const { vmSize, image, taskSlotsPerNode, tags } = settings;
  return new Pool(
    "workers",
    {
      resourceGroupName,
      accountName: account.accountName,
      tags,
      vmSize,
      image,
      taskSlotsPerNode,
      scale: settings,
      network: settings,
      containers: { images: settings.containerImages, registryId: settings.containerRegistryId },
      startTask: { packages: settings.packages, script: settings.startScript },
      nodeIdentityId: access?.nodeIdentityId,
    },
    { dependsOn: [...(access?.nodeRoles ?? [])] },
  );
};

/** Azure accepts a pool beyond the account's quotas, but never allocates its nodes. */
const requireQuotas = (settings: Settings, quotas: AccountQuotas): void => {
  const { dedicated, spot } = nodesOf(settings);
  const need = { vmSize: settings.vmSize, dedicatedNodes: dedicated, spotNodes: spot };
  const problems = quotaProblems(need, quotas);
  if (problems.length > 0) throw new pulumi.RunError(messagesOf(problems).join("\n"));
};
