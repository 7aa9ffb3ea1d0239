import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { Access } from "./access.ts";
import { accountKeys } from "./account-keys.ts";
import { BatchAccount } from "./batch-account.ts";
import { declareBudget } from "./budget.ts";
import { declareDiagnostics } from "./diagnostics.ts";
import { formerly } from "./former-names.ts";
import type { StackOutputs } from "./outputs.ts";
import { declarePool } from "./pool.ts";
import { messagesOf } from "./problem.ts";
import { type AccountQuotas, quotaProblems } from "./quota.ts";
import { nodesOf } from "./scale.ts";
import type { ResolvedSettings } from "./settings/resolve-settings.ts";
import type { Settings } from "./settings/schema.ts";
import { settled } from "./settled.ts";
import { Storage } from "./storage.ts";
import { requireSubscription } from "./subscription.ts";

type Outputs<T> = { [Key in keyof T]: Key extends "auth" ? T[Key] : pulumi.Input<T[Key]> };

interface Environment {
  readonly name: string;
  /** Parent of all resources. */
  readonly parent?: pulumi.ComponentResource;
  readonly today?: Date;
}

/**
 * Declares the resources of an environment and returns its outputs.
 *
 * @throws RunError if a setting names a resource that the environment can't use, or a quota of the Batch account is too small
 */
export const declareEnvironment = async (
  { name, parent, today = new Date() }: Environment,
  { settings, inputs = {}, originOf }: Partial<ResolvedSettings> & Pick<ResolvedSettings, "settings">,
): Promise<Outputs<StackOutputs>> => {
  const subscriptionId = await requireSubscription(settings, { parent, ...(originOf ? { originOf } : {}) });
  const all = { ...settings, ...inputs };
  const { location, tags, protect } = all;
  const options = parent === undefined ? {} : { parent };
  const group = declareGroup(name, { location, tags }, { ...options, ...(protect ? { protect } : {}) });
  const sharedKeys = settings.auth === "keys";
  const common = { ...all, resourceGroupName: group.name, sharedKeys };
  const account = new BatchAccount(name, common, options);
  await settled(account.quotas.apply((quotas) => requireQuotas(settings, quotas)));
  const storage = new Storage(name, common, options);
  const batchAccountId = account.accountId;
  const access = sharedKeys
    ? undefined
    : new Access(name, { ...common, subscriptionId, storage, batchAccountId }, options);

  const pool = declarePool(
    name,
    {
      ...common,
      accountName: account.accountName,
      scale: settings,
      network: all,
      containers: { images: all.containerImages, registryId: all.containerRegistryId },
      startTask: { packages: all.packages, script: all.startScript },
      nodeIdentityId: access?.nodeIdentityId,
    },
    { ...options, dependsOn: [...(access?.nodeRoles ?? [])] },
  );
  if (all.logWorkspaceId !== "") {
    declareDiagnostics({ name, batchAccountId, workspaceId: all.logWorkspaceId }, options);
  }
  if (settings.monthlyBudget > 0) {
    const { monthlyBudget: amount, budgetEmails: emails } = settings;
    declareBudget({ name, scope: group.id, amount, emails, today }, options);
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
    ...pool,
  };
  if (access) return { auth: "entra", ...outputs, nodeIdentityId: access.nodeIdentityId };
  const { resourceGroupName, storageAccountName, batchAccountName } = outputs;
  const keys = accountKeys({ resourceGroupName, storageAccountName, batchAccountName, parent });
  return { auth: "keys", ...outputs, ...keys };
};

const declareGroup = (
  name: string,
  args: { readonly location: string; readonly tags: Settings["tags"] | ResolvedSettings["inputs"]["tags"] },
  options: pulumi.CustomResourceOptions,
): ResourceGroup => {
  const project = `${pulumi.getProject()}-${pulumi.getStack()}`;
  // Azure allows 90 characters, and azure-native adds 8.
  // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
  return new ResourceGroup(
    `${name}-${project}`.slice(0, 82),
    { location: args.location, ...(args.tags === undefined ? {} : { tags: args.tags }) },
    { ...formerly(name, "azure-native:resources:ResourceGroup", project), ...options },
  );
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

/** Azure accepts a pool beyond the account's quotas, but never allocates its nodes. */
const requireQuotas = (settings: Settings, quotas: AccountQuotas): void => {
  const { dedicated, spot } = nodesOf(settings);
  const need = { vmSize: settings.vmSize, dedicatedNodes: dedicated, spotNodes: spot };
  const problems = quotaProblems(need, quotas);
  if (problems.length > 0) throw new pulumi.RunError(messagesOf(problems).join("\n"));
};
