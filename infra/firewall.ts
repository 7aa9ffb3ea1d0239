import type * as pulumi from "@pulumi/pulumi";
import type { IpRange } from "./ip-range.ts";

export interface FirewallArgs {
  /** Addresses that people and CI may connect from; if empty, any address. */
  readonly allowedIps: readonly IpRange[];
  /** Resource id of the nodes' subnet; "" for a subnet of Azure's. */
  readonly subnetId: pulumi.Input<string>;
}

// Both functions return every property, open or closed, because Azure keeps a property that an update leaves out.
// https://github.com/pulumi/pulumi-azure-native/pull/2915

/** Returns the network rules of a storage account. */
export const storageFirewall = ({ allowedIps, subnetId }: FirewallArgs) => ({
  networkRuleSet: {
    // Lifecycle management, which deletes old blobs, needs access as a trusted Azure service.
    // https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-configure
    bypass: "AzureServices",
    defaultAction: defaultAction(allowedIps),
    ipRules: allowedIps.map(({ text }) => ({ action: allow, iPAddressOrRange: text })),
    virtualNetworkRules:
      allowedIps.length === 0 ? [] : [{ action: allow, virtualNetworkResourceId: subnetId }],
  },
});

/** Returns the network profile of a Batch account. */
export const batchFirewall = ({ allowedIps }: Pick<FirewallArgs, "allowedIps">) => ({
  networkProfile: {
    accountAccess: {
      defaultAction: defaultAction(allowedIps),
      ipRules: allowedIps.map(({ text }) => ({ action: allow, value: text })),
    },
    // Nodes with simplified communication fetch their tasks from this endpoint. Only nodes can use it.
    // https://learn.microsoft.com/azure/batch/public-network-access#batch-account-public-endpoints
    nodeManagementAccess: { defaultAction: allow },
  },
});

const allow = "Allow" as const;

const defaultAction = (allowedIps: FirewallArgs["allowedIps"]): "Allow" | "Deny" =>
  allowedIps.length === 0 ? allow : "Deny";
