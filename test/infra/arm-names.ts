import type { DeclaredResource } from "../helpers/declared-resources.ts";
import { automatic } from "./arm-request.ts";

interface NameRule {
  /** The input that names the resource. */
  readonly input: string;
  readonly pattern: RegExp;
  /** azure-native chooses a name if the program sets none. */
  readonly isMadeUp?: boolean;
}

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const rules: Record<string, NameRule> = {
  "azure-native:resources:ResourceGroup": { input: "resourceGroupName", pattern: /^[\w().-]{0,89}[\w()-]$/ },
  "azure-native:storage:StorageAccount": { input: "accountName", pattern: /^[a-z0-9]{3,24}$/ },
  "azure-native:storage:BlobContainer": {
    input: "containerName",
    pattern: /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  },
  "azure-native:storage:BlobServiceProperties": { input: "blobServicesName", pattern: /^default$/ },
  "azure-native:storage:ManagementPolicy": { input: "managementPolicyName", pattern: /^default$/ },
  "azure-native:batch:BatchAccount": { input: "accountName", pattern: /^[a-z0-9]{3,24}$/ },
  "azure-native:batch:Pool": { input: "poolName", pattern: /^[A-Za-z0-9_-]{1,64}$/ },
  "azure-native:managedidentity:UserAssignedIdentity": {
    input: "resourceName",
    pattern: /^[A-Za-z0-9][\w-]{2,127}$/,
  },
  "azure-native:authorization:RoleAssignment": {
    input: "roleAssignmentName",
    pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    isMadeUp: true,
  },
  "azure-native:operationalinsights:Workspace": {
    input: "workspaceName",
    pattern: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
  },
  "azure-native:monitor:DiagnosticSetting": {
    input: "name",
    pattern: /^[^*<>%&:\\?+/]{0,259}[^*<>%&:\\?+/. ]$/,
  },
  "azure-native:consumption:Budget": { input: "budgetName", pattern: /^[A-Za-z0-9_-]{1,63}$/ },
};

/** Returns the problems of a resource's name by Azure's naming rules. A kind of resource without a rule is a problem too. */
export const problemsOfName = ({
  type,
  name,
  inputs,
}: Pick<DeclaredResource, "type" | "name" | "inputs">): string[] => {
  const rule = rules[type];
  if (rule === undefined) return [`${type}: has no rule in test/infra/arm-names.ts`];
  const found = inputs[rule.input] ?? (rule.isMadeUp ? undefined : automatic(name));
  if (found === undefined) return [];
  return rule.pattern.test(String(found))
    ? []
    : [`${type}: expected a name like ${rule.pattern}, found ${String(found)}`];
};
