/** A rule of a storage account's lifecycle policy, in azure-native's types. */
interface LifecycleRule {
  readonly rule: {
    readonly name: string;
    readonly type: "Lifecycle";
    readonly enabled: true;
    readonly definition: {
      readonly filters: { readonly blobTypes: string[]; readonly prefixMatch: string[] };
      readonly actions: { readonly baseBlob: { readonly delete: Record<string, number> } };
    };
  };
  /** Whether the rule needs last access time tracking on the account. */
  readonly byLastUse: boolean;
}

/**
 * Returns rules that delete old inputs and outputs; 0 days means never.
 *
 * An input's days count from its last use: its name is the hash of its content, and later runs use it without uploading it again.
 * Outputs are written once, so their days count from then.
 *
 * Logs expire with the outputs, because they share a prefix, `<job>/<task>/`. A rule can select blobs only by prefix or by index
 * tags, and to set tags nodes would need a role that also lets them give away blobs.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure
 */
export const lifecycleRules = (retention: {
  readonly inputRetentionDays: number;
  readonly outputRetentionDays: number;
}): LifecycleRule[] => {
  const { inputRetentionDays, outputRetentionDays } = retention;
  const rules = [
    expiry("input", "daysAfterLastAccessTimeGreaterThan", inputRetentionDays),
    expiry("output", "daysAfterModificationGreaterThan", outputRetentionDays),
  ];
  return rules.filter((_rule, index) => [inputRetentionDays, outputRetentionDays][index]! > 0);
};

const expiry = (container: string, after: string, days: number): LifecycleRule => ({
  byLastUse: after === "daysAfterLastAccessTimeGreaterThan",
  rule: {
    name: `${container}-expiry`,
    type: "Lifecycle",
    enabled: true,
    definition: {
      filters: { blobTypes: ["blockBlob"], prefixMatch: [`${container}/`] },
      actions: { baseBlob: { delete: { [after]: days } } },
    },
  },
});
