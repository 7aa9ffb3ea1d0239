import * as storage from "@pulumi/azure-native/storage/index.js";
import * as pulumi from "@pulumi/pulumi";
import { lifecycleRules } from "./lifecycle.ts";

export interface StorageArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the account's keys, and every SAS that is made with them, open it. Without, only Entra ID does. */
  readonly sharedKeys: boolean;
  /** Days, 0 for ever: see `lifecycleRules`. */
  readonly inputRetentionDays: number;
  readonly outputRetentionDays: number;
  /** Whether what is deleted can be brought back for `recoverableDays`. */
  readonly recoverable: boolean;
}

const recoverableDays = 7;

/** A storage account that only takes TLS 1.2 and whoever is known to it, and the three containers that runs use. */
export class Storage extends pulumi.ComponentResource {
  readonly accountName: pulumi.Output<string>;
  readonly accountId: pulumi.Output<string>;
  readonly application: StorageContainer;
  readonly input: StorageContainer;
  readonly output: StorageContainer;

  constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-batch-workloads:index:Storage", name, {}, opts);
    const { resourceGroupName, location, tags, sharedKeys } = args;

    const account = new storage.StorageAccount(
      name,
      {
        resourceGroupName,
        location,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        minimumTlsVersion: "TLS1_2",
        enableHttpsTrafficOnly: true,
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: sharedKeys,
        tags,
      },
      { parent: this },
    );
    const container = (containerName: string): StorageContainer => {
      const made = new storage.BlobContainer(
        `${name}-${containerName}`,
        { resourceGroupName, accountName: account.name, containerName, publicAccess: "None" },
        { parent: this, deletedWith: account },
      );
      return { id: made.id, url: containerUrl(account, made) };
    };
    this.accountName = account.name;
    this.accountId = account.id;
    this.application = container("application");
    this.input = container("input");
    this.output = container("output");
    this.#declarePolicies(name, args, account);
    this.registerOutputs({
      accountName: this.accountName,
      accountId: this.accountId,
      application: this.application,
      input: this.input,
      output: this.output,
    });
  }

  #declarePolicies(name: string, args: StorageArgs, account: storage.StorageAccount): void {
    const { resourceGroupName, recoverable } = args;
    const where = { resourceGroupName, accountName: account.name };
    // A policy may always go again, also where the account is protected.
    const options = { parent: this, deletedWith: account, protect: false };
    const rules = lifecycleRules(args);
    const tracking = rules.some(({ byLastUse }) => byLastUse);
    if (recoverable || tracking) {
      const deleted = recoverable ? { enabled: true, days: recoverableDays } : { enabled: false };
      new storage.BlobServiceProperties(
        name,
        {
          ...where,
          blobServicesName: "default",
          deleteRetentionPolicy: deleted,
          containerDeleteRetentionPolicy: deleted,
          lastAccessTimeTrackingPolicy: { enable: tracking },
        },
        options,
      );
    }
    if (rules.length === 0) return;
    const policy = { rules: rules.map(({ rule }) => rule) };
    new storage.ManagementPolicy(name, { ...where, managementPolicyName: "default", policy }, options);
  }
}

export interface StorageContainer {
  readonly id: pulumi.Output<string>;
  /** No slash at its end. */
  readonly url: pulumi.Output<string>;
}

const containerUrl = (account: storage.StorageAccount, container: storage.BlobContainer) =>
  pulumi
    .all([account.primaryEndpoints, container.name])
    .apply(([endpoints, name]) => new URL(name, endpoints.blob).href);
