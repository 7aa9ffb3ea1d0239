import type { IpRange } from "./ip-range.ts";

export interface FirewallArgs {
  /** From where people run workloads; with none, from everywhere. */
  readonly allowedIps: readonly IpRange[];
  /** Resource id of the nodes' subnet, "" for Azure's own. */
  readonly subnetId: string;
}

// Both are said in each case, so that either can become the other: what a request leaves out, Azure leaves as it is.
// https://github.com/pulumi/pulumi-azure-native/pull/2915

/** Who reaches a storage account: `networkRuleSet`. */
export const storageFirewall = ({ allowedIps, subnetId }: FirewallArgs) => ({
  networkRuleSet: {
    // What deletes blobs by age comes from Azure's network, too.
    // https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-configure
    bypass: "AzureServices",
    defaultAction: defaultAction(allowedIps),
    ipRules: allowedIps.map(({ text }) => ({ action: allow, iPAddressOrRange: text })),
    virtualNetworkRules:
      allowedIps.length === 0 ? [] : [{ action: allow, virtualNetworkResourceId: subnetId }],
  },
});

/** Who reaches a Batch account: `networkProfile`. */
export const batchFirewall = ({ allowedIps }: Pick<FirewallArgs, "allowedIps">) => ({
  networkProfile: {
    accountAccess: {
      defaultAction: defaultAction(allowedIps),
      ipRules: allowedIps.map(({ text }) => ({ action: allow, value: text })),
    },
    // Where the nodes of a pool with simplified communication ask for their work; nobody else has a use for it.
    // https://learn.microsoft.com/azure/batch/public-network-access#batch-account-public-endpoints
    nodeManagementAccess: { defaultAction: allow },
  },
});

const allow = "Allow" as const;

const defaultAction = (allowedIps: FirewallArgs["allowedIps"]): "Allow" | "Deny" =>
  allowedIps.length === 0 ? allow : "Deny";
