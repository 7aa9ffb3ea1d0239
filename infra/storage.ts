import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import { ManagementPolicy } from "@pulumi/azure-native/storage/managementPolicy.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { accountPrefix } from "./batch-account.ts";
import { type FirewallArgs, storageFirewall } from "./firewall.ts";
import { formerly, formerType } from "./former-names.ts";
import { lifecycleRules } from "./lifecycle.ts";

interface StorageArgs extends FirewallArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /** Whether the account accepts its keys and every SAS signed with them; otherwise it accepts only Entra ID. */
  readonly sharedKeys: boolean;
  /** Days until inputs and outputs are deleted, 0 for never: see `lifecycleRules`. */
  readonly inputRetentionDays: number;
  readonly outputRetentionDays: number;
  /** Whether Pulumi refuses to delete the account, and deleted blobs can be restored for `recoverableDays`. */
  readonly protect: boolean;
}

const recoverableDays = 7;

/** A storage account without public blobs, reachable by TLS 1.2 or later, and the three containers that runs use. */
export class Storage extends pulumi.ComponentResource {
  readonly accountName: pulumi.Output<string>;
  readonly accountId: pulumi.Output<string>;
  readonly application: StorageContainer;
  readonly input: StorageContainer;
  readonly output: StorageContainer;

  constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "azbatch:index:Storage",
      name,
      {},
      { ...formerly(name, formerType("Storage"), "storage"), ...opts },
    );
    const { resourceGroupName, location, tags, sharedKeys, protect } = args;

    const account = new StorageAccount(
      accountPrefix(name),
      {
        resourceGroupName,
        location,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        minimumTlsVersion: "TLS1_2",
        enableHttpsTrafficOnly: true,
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: sharedKeys,
        ...storageFirewall(args),
        tags,
      },
      { parent: this, ...protection(protect), ...formerStorage(name, "StorageAccount") },
    );
    // Not `deletedWith` the account, although Azure deletes containers and policies with it: if a destroy leaves the account,
    // because it is protected or after Ctrl-C, Pulumi would have forgotten its containers and the next `up` could not create them.
    const container = (containerName: string): StorageContainer => {
      const resource = new BlobContainer(
        `${name}-${containerName}`,
        { resourceGroupName, accountName: account.name, containerName, publicAccess: "None" },
        {
          parent: this,
          ...protection(protect),
          ...formerStorage(name, "BlobContainer", `storage-${containerName}`),
        },
      );
      return { id: resource.id, url: containerUrl(account, resource) };
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

  #declarePolicies(name: string, args: StorageArgs, account: StorageAccount): void {
    const { resourceGroupName, protect } = args;
    const where = { resourceGroupName, accountName: account.name };
    const options = { parent: this };
    const rules = lifecycleRules(args);
    const tracking = rules.some(({ byLastUse }) => byLastUse);
    const before: pulumi.Resource[] = [];
    if (protect || tracking) {
      const deleted = protect ? { enabled: true, days: recoverableDays } : { enabled: false };
      const service = {
        ...where,
        blobServicesName: "default",
        deleteRetentionPolicy: deleted,
        containerDeleteRetentionPolicy: deleted,
        lastAccessTimeTrackingPolicy: { enable: tracking },
      };
      before.push(
        new BlobServiceProperties(name, service, {
          ...options,
          ...formerStorage(name, "BlobServiceProperties"),
        }),
      );
    }
    if (rules.length === 0) return;
    new ManagementPolicy(
      name,
      { ...where, managementPolicyName: "default", policy: { rules: rules.map(({ rule }) => rule) } },
      // Azure refuses a rule by last access until tracking is enabled.
      { ...options, dependsOn: before, ...formerStorage(name, "ManagementPolicy") },
    );
  }
}

/** Undefined rather than false, so that the resource inherits the option `protect` of the environment. */
const protection = (protect: boolean): { readonly protect?: true } => (protect ? { protect } : {});

const formerStorage = (environment: string, resource: string, name = "storage") =>
  formerly(environment, `${formerType("Storage")}$azure-native:storage:${resource}`, name);

interface StorageContainer {
  readonly id: pulumi.Output<string>;
  /** Without a slash at the end. */
  readonly url: pulumi.Output<string>;
}

const containerUrl = (account: StorageAccount, container: BlobContainer) =>
  pulumi
    .all([account.primaryEndpoints, container.name])
    .apply(([endpoints, name]) => new URL(name, endpoints.blob).href);
