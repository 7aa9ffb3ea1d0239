import * as azure from "@pulumi/azure-native/batch/batchAccount.js";
import { getBatchAccountOutput } from "@pulumi/azure-native/batch/getBatchAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { batchFirewall, type FirewallArgs } from "./firewall.ts";
import { formerly, formerType } from "./former-names.ts";
import type { AccountQuotas } from "./quota.ts";

interface BatchAccountArgs extends Pick<FirewallArgs, "allowedIps"> {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /** Whether the account accepts its keys; otherwise it accepts only Entra ID. */
  readonly sharedKeys: boolean;
  /** Whether Pulumi refuses to delete the account. */
  readonly protect: boolean;
}

/** A Batch account in Batch service mode: pools are in Azure's own subscription, so the account needs no further setup. */
export class BatchAccount extends pulumi.ComponentResource {
  readonly accountName: pulumi.Output<string>;
  readonly accountId: pulumi.Output<string>;
  /** URL with a scheme. */
  readonly endpoint: pulumi.Output<string>;
  /**
   * Quotas that Azure reports at this moment; the resource's own outputs date from the account's last update. Unknown in the
   * first preview.
   */
  readonly quotas: pulumi.Output<AccountQuotas>;

  constructor(name: string, args: BatchAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "azbatch:index:BatchAccount",
      name,
      {},
      { ...formerly(name, formerType("BatchAccount"), "batch"), ...opts },
    );
    const { resourceGroupName, location, tags, sharedKeys, protect } = args;

    const account = new azure.BatchAccount(
      accountPrefix(name),
      {
        resourceGroupName,
        location,
        poolAllocationMode: "BatchService",
        publicNetworkAccess: "Enabled",
        ...batchFirewall(args),
        // Explicit for both values of `auth`, so that an edit can change it. Without "TaskAuthenticationToken": tasks don't call Batch.
        allowedAuthenticationModes: sharedKeys ? ["SharedKey", "AAD"] : ["AAD"],
        tags,
      },
      {
        parent: this,
        ...(protect ? { protect } : {}),
        ...formerly(name, `${formerType("BatchAccount")}$azure-native:batch:BatchAccount`, "batch"),
      },
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

/** Returns the start of the accounts' names, which may contain only letters and digits. */
export const accountPrefix = (environment: string): string => environment.replaceAll("-", "").toLowerCase();

/** Adds `https://` to Azure's endpoint, `<account>.<region>.batch.azure.com`. The local cloud's endpoint has a scheme. */
export const withScheme = (endpoint: string): string =>
  endpoint.includes("://") ? endpoint : `https://${endpoint}`;
