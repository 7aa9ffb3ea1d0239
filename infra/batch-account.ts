import * as azure from "@pulumi/azure-native/batch/batchAccount.js";
import { getBatchAccountOutput } from "@pulumi/azure-native/batch/getBatchAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { batchFirewall, type FirewallArgs } from "./firewall.ts";
import type { AccountQuotas } from "./quota.ts";

interface BatchAccountArgs extends Pick<FirewallArgs, "allowedIps"> {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether the account's keys open it. Without, only Entra ID does. */
  readonly sharedKeys: boolean;
  /** Whether Pulumi refuses to delete the account. */
  readonly protect: boolean;
}

/** A Batch account whose pools live in Azure's own subscription, so that nothing but the account has to be set up. */
export class BatchAccount extends pulumi.ComponentResource {
  readonly accountName: pulumi.Output<string>;
  readonly accountId: pulumi.Output<string>;
  /** With its scheme. */
  readonly endpoint: pulumi.Output<string>;
  /** As Azure has them now: the resource's own outputs stay those of the account's last change. Unknown in the first preview. */
  readonly quotas: pulumi.Output<AccountQuotas>;

  constructor(name: string, args: BatchAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-batch-workloads:index:BatchAccount", name, {}, opts);
    const { resourceGroupName, location, tags, sharedKeys, protect } = args;

    const account = new azure.BatchAccount(
      name,
      {
        resourceGroupName,
        location,
        poolAllocationMode: "BatchService",
        publicNetworkAccess: "Enabled",
        ...batchFirewall(args),
        // Said in both cases, so that either can become the other. Tasks call Batch in none, so they need no token of theirs.
        allowedAuthenticationModes: sharedKeys ? ["SharedKey", "AAD"] : ["AAD"],
        tags,
      },
      { parent: this, protect },
    );

    this.accountName = account.name;
    this.accountId = account.id;
    this.endpoint = account.accountEndpoint.apply(withScheme);
    this.quotas = getBatchAccountOutput({ resourceGroupName, accountName: account.name }, { parent: this });
    this.registerOutputs({
      accountName: this.accountName,
      accountId: this.accountId,
      endpoint: this.endpoint,
    });
  }
}

/** Azure gives the endpoint without a scheme, `<account>.<region>.batch.azure.com`; the local cloud with `http://`. */
export const withScheme = (endpoint: string): string =>
  endpoint.includes("://") ? endpoint : `https://${endpoint}`;
