import * as batch from "@pulumi/azure-native/batch/index.js";
import * as pulumi from "@pulumi/pulumi";

export interface BatchAccountArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
}

/** A Batch account whose pools live in Azure's own subscription, so that nothing but the account has to be set up. */
export class BatchAccount extends pulumi.ComponentResource {
  readonly accountName: pulumi.Output<string>;
  /** Secret. */
  readonly accountKey: pulumi.Output<string>;
  /** With its scheme. */
  readonly endpoint: pulumi.Output<string>;

  constructor(name: string, args: BatchAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-batch-workloads:index:BatchAccount", name, {}, opts);
    const { resourceGroupName, location } = args;

    const account = new batch.BatchAccount(
      name,
      { resourceGroupName, location, poolAllocationMode: "BatchService", publicNetworkAccess: "Enabled" },
      { parent: this },
    );
    const keys = batch.listBatchAccountKeysOutput(
      { resourceGroupName, accountName: account.name },
      { parent: this },
    );

    this.accountName = account.name;
    this.accountKey = pulumi.secret(keys.primary);
    this.endpoint = account.accountEndpoint.apply(withScheme);
    this.registerOutputs({
      accountName: this.accountName,
      accountKey: this.accountKey,
      endpoint: this.endpoint,
    });
  }
}

/** Azure gives the endpoint without a scheme, `<account>.<region>.batch.azure.com`; the local cloud with `http://`. */
export const withScheme = (endpoint: string): string =>
  endpoint.includes("://") ? endpoint : `https://${endpoint}`;
