/** A rule of a storage account's lifecycle policy, in azure-native's words. */
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
  /** Whether Azure has to keep account of when a blob is read. */
  readonly byLastUse: boolean;
}

/**
 * What is deleted when, 0 days being never. An input lies under the hash of its content and is not uploaded again for the next
 * run, so its age says nothing: the days count from when it was last read. Outputs are written once.
 *
 * Logs lie beside the outputs of their task, `<job>/<task>/stdout.txt`, and go with them: a rule can only be narrowed by the
 * beginning of a name or by index tags, and to set a tag nodes would need a role that may also give blobs away.
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
