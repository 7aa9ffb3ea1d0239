/**
 * Types and names in the state of a stack that version 0.1 (commit 1420a14) deployed with the settings `everything`, recorded with
 * `pulumi stack export`. A type contains the types of the resource's parents.
 */
export const recordedUrns: readonly string[] = [
  "azure-batch-workloads:index:Access$azure-native:authorization:RoleAssignment::nodes-pull-images",
  "azure-batch-workloads:index:Access$azure-native:authorization:RoleAssignment::nodes-read-application",
  "azure-batch-workloads:index:Access$azure-native:authorization:RoleAssignment::nodes-read-input",
  "azure-batch-workloads:index:Access$azure-native:authorization:RoleAssignment::nodes-write-output",
  "azure-batch-workloads:index:Access$azure-native:authorization:RoleAssignment::read-batch-11111111-2222-4333-8444-666666666666",
  "azure-batch-workloads:index:Access$azure-native:authorization:RoleAssignment::submit-jobs-11111111-2222-4333-8444-666666666666",
  "azure-batch-workloads:index:Access$azure-native:authorization:RoleAssignment::use-blobs-11111111-2222-4333-8444-666666666666",
  "azure-batch-workloads:index:Access$azure-native:managedidentity:UserAssignedIdentity::nodes",
  "azure-batch-workloads:index:Access::access",
  "azure-batch-workloads:index:BatchAccount$azure-native:batch:BatchAccount::batch",
  "azure-batch-workloads:index:BatchAccount::batch",
  "azure-batch-workloads:index:Pool$azure-native:batch:Pool::workers",
  "azure-batch-workloads:index:Pool::workers",
  "azure-batch-workloads:index:Storage$azure-native:storage:BlobContainer::storage-application",
  "azure-batch-workloads:index:Storage$azure-native:storage:BlobContainer::storage-input",
  "azure-batch-workloads:index:Storage$azure-native:storage:BlobContainer::storage-output",
  "azure-batch-workloads:index:Storage$azure-native:storage:BlobServiceProperties::storage",
  "azure-batch-workloads:index:Storage$azure-native:storage:ManagementPolicy::storage",
  "azure-batch-workloads:index:Storage$azure-native:storage:StorageAccount::storage",
  "azure-batch-workloads:index:Storage::storage",
  "azure-native:consumption:Budget::budget",
  "azure-native:monitor:DiagnosticSetting::diagnostics",
  "azure-native:resources:ResourceGroup::azure-batch-workloads-test",
];
