import * as storage from "@pulumi/azure-native/storage/index.js";
import * as pulumi from "@pulumi/pulumi";

export interface StorageArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
}

/** A storage account that only takes TLS 1.2 and keys or SAS, and the three containers that runs use. */
export class Storage extends pulumi.ComponentResource {
  readonly accountName: pulumi.Output<string>;
  /** Secret. */
  readonly accountKey: pulumi.Output<string>;
  readonly applicationContainerUrl: pulumi.Output<string>;
  readonly inputContainerUrl: pulumi.Output<string>;
  readonly outputContainerUrl: pulumi.Output<string>;

  constructor(name: string, args: StorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-batch-workloads:index:Storage", name, {}, opts);
    const { resourceGroupName, location } = args;

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
      },
      { parent: this },
    );
    const container = (containerName: string): storage.BlobContainer =>
      new storage.BlobContainer(
        `${name}-${containerName}`,
        { resourceGroupName, accountName: account.name, containerName, publicAccess: "None" },
        { parent: this, deletedWith: account },
      );
    const keys = storage.listStorageAccountKeysOutput(
      { resourceGroupName, accountName: account.name },
      { parent: this },
    );

    this.accountName = account.name;
    this.accountKey = pulumi.secret(keys.keys.apply(firstKey));
    this.applicationContainerUrl = containerUrl(account, container("application"));
    this.inputContainerUrl = containerUrl(account, container("input"));
    this.outputContainerUrl = containerUrl(account, container("output"));
    this.registerOutputs({
      accountName: this.accountName,
      accountKey: this.accountKey,
      applicationContainerUrl: this.applicationContainerUrl,
      inputContainerUrl: this.inputContainerUrl,
      outputContainerUrl: this.outputContainerUrl,
    });
  }
}

const firstKey = (keys: readonly { value: string }[]): string => {
  const [first] = keys;
  if (!first) throw new Error("Azure lists no key for the storage account");
  return first.value;
};

const containerUrl = (account: storage.StorageAccount, container: storage.BlobContainer) =>
  pulumi
    .all([account.primaryEndpoints, container.name])
    .apply(([endpoints, name]) => new URL(name, endpoints.blob).href);
