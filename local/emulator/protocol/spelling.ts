/**
 * Enum values that the service spells unlike its definition, by property. Recorded by Azure's SDK teams from 2019 to 2024; those of
 * disks, placement and security in azure-sdk-for-js, sdk/batch/batch-rest/recordings.
 */
const spellings: ReadonlyMap<string, { readonly of: string; readonly words: readonly string[] }> = new Map([
  ["nodeFillType", { of: "TaskSchedulingPolicy", words: ["Spread", "Pack"] }],
  [
    "uploadCondition",
    { of: "OutputFileUploadOptions", words: ["TaskSuccess", "TaskFailure", "TaskCompletion"] },
  ],
  ["policy", { of: "NodePlacementConfiguration", words: ["Regional", "Zonal"] }],
  ["caching", { of: "OSDisk", words: ["None", "ReadOnly", "ReadWrite"] }],
  ["securityType", { of: "SecurityProfile", words: ["trustedlaunch", "confidentialvm"] }],
]);

/** Returns a property's value as the service spells it in responses. */
export const spelled = (definition: string, property: string, value: unknown): unknown => {
  if (typeof value !== "string") return value;
  if (property === "vmSize") return value.toLowerCase();
  const spelling = spellings.get(property);
  if (spelling === undefined || spelling.of !== definition) return value;
  return spelling.words.find((word) => word.toLowerCase() === value.toLowerCase()) ?? value;
};
