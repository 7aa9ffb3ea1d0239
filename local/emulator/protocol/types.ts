// Generated from azure-batch.json by generate-types.ts. Don't edit: run `npm run generate`.

export type OperationId =
  | "Account_ListNodeAgentSkus"
  | "Account_ListPoolNodeCounts"
  | "Account_ListSupportedImages"
  | "Application_Get"
  | "Application_List"
  | "Certificate_Add"
  | "Certificate_CancelDeletion"
  | "Certificate_Delete"
  | "Certificate_Get"
  | "Certificate_List"
  | "ComputeNodeExtension_Get"
  | "ComputeNodeExtension_List"
  | "ComputeNode_AddUser"
  | "ComputeNode_Deallocate"
  | "ComputeNode_DeleteUser"
  | "ComputeNode_DisableScheduling"
  | "ComputeNode_EnableScheduling"
  | "ComputeNode_Get"
  | "ComputeNode_GetRemoteDesktop"
  | "ComputeNode_GetRemoteLoginSettings"
  | "ComputeNode_List"
  | "ComputeNode_Reboot"
  | "ComputeNode_Reimage"
  | "ComputeNode_Start"
  | "ComputeNode_UpdateUser"
  | "ComputeNode_UploadBatchServiceLogs"
  | "File_DeleteFromComputeNode"
  | "File_DeleteFromTask"
  | "File_GetFromComputeNode"
  | "File_GetFromTask"
  | "File_GetPropertiesFromComputeNode"
  | "File_GetPropertiesFromTask"
  | "File_ListFromComputeNode"
  | "File_ListFromTask"
  | "JobSchedule_Add"
  | "JobSchedule_Delete"
  | "JobSchedule_Disable"
  | "JobSchedule_Enable"
  | "JobSchedule_Exists"
  | "JobSchedule_Get"
  | "JobSchedule_List"
  | "JobSchedule_Patch"
  | "JobSchedule_Terminate"
  | "JobSchedule_Update"
  | "Job_Add"
  | "Job_Delete"
  | "Job_Disable"
  | "Job_Enable"
  | "Job_Get"
  | "Job_GetAllLifetimeStatistics"
  | "Job_GetTaskCounts"
  | "Job_List"
  | "Job_ListFromJobSchedule"
  | "Job_ListPreparationAndReleaseTaskStatus"
  | "Job_Patch"
  | "Job_Terminate"
  | "Job_Update"
  | "Pool_Add"
  | "Pool_Delete"
  | "Pool_DisableAutoScale"
  | "Pool_EnableAutoScale"
  | "Pool_EvaluateAutoScale"
  | "Pool_Exists"
  | "Pool_Get"
  | "Pool_GetAllLifetimeStatistics"
  | "Pool_List"
  | "Pool_ListUsageMetrics"
  | "Pool_Patch"
  | "Pool_RemoveNodes"
  | "Pool_Resize"
  | "Pool_StopResize"
  | "Pool_UpdateProperties"
  | "Pool_UpgradeOS"
  | "Task_Add"
  | "Task_AddCollection"
  | "Task_Delete"
  | "Task_Get"
  | "Task_List"
  | "Task_ListSubtasks"
  | "Task_Reactivate"
  | "Task_Terminate"
  | "Task_Update";

/** Request bodies by operation; an operation that isn't listed takes none. */
export interface RequestBodies {
  readonly Certificate_Add: CertificateAddParameter;
  readonly ComputeNode_AddUser: ComputeNodeUser;
  readonly ComputeNode_Deallocate: NodeDeallocateParameter | undefined;
  readonly ComputeNode_DisableScheduling: NodeDisableSchedulingParameter | undefined;
  readonly ComputeNode_Reboot: NodeRebootParameter | undefined;
  readonly ComputeNode_Reimage: NodeReimageParameter | undefined;
  readonly ComputeNode_UpdateUser: NodeUpdateUserParameter;
  readonly ComputeNode_UploadBatchServiceLogs: UploadBatchServiceLogsConfiguration;
  readonly JobSchedule_Add: JobScheduleAddParameter;
  readonly JobSchedule_Patch: JobSchedulePatchParameter;
  readonly JobSchedule_Update: JobScheduleUpdateParameter;
  readonly Job_Add: JobAddParameter;
  readonly Job_Disable: JobDisableParameter;
  readonly Job_Patch: JobPatchParameter;
  readonly Job_Terminate: JobTerminateParameter | undefined;
  readonly Job_Update: JobUpdateParameter;
  readonly Pool_Add: PoolAddParameter;
  readonly Pool_EnableAutoScale: PoolEnableAutoScaleParameter;
  readonly Pool_EvaluateAutoScale: PoolEvaluateAutoScaleParameter;
  readonly Pool_Patch: PoolPatchParameter;
  readonly Pool_RemoveNodes: NodeRemoveParameter;
  readonly Pool_Resize: PoolResizeParameter;
  readonly Pool_UpdateProperties: PoolUpdatePropertiesParameter;
  readonly Pool_UpgradeOS: PoolUpgradeOSParameter;
  readonly Task_Add: TaskAddParameter;
  readonly Task_AddCollection: TaskAddCollectionParameter;
  readonly Task_Update: TaskUpdateParameter;
}

export interface AffinityInformation {
  readonly affinityId: string;
}

export interface ApplicationPackageReference {
  readonly applicationId: string;
  readonly version?: string;
}

export interface ApplicationSummary {
  readonly displayName: string;
  readonly id: string;
  readonly versions: readonly string[];
}

export interface AuthenticationTokenSettings {
  readonly access?: readonly "job"[];
}

export interface AutoPoolSpecification {
  readonly autoPoolIdPrefix?: string;
  readonly keepAlive?: boolean;
  readonly pool?: PoolSpecification;
  readonly poolLifetimeOption: "jobschedule" | "job";
}

export interface AutoScaleRun {
  readonly error?: AutoScaleRunError;
  readonly results?: string;
  readonly timestamp: string;
}

export interface AutoScaleRunError {
  readonly code?: string;
  readonly message?: string;
  readonly values?: readonly NameValuePair[];
}

export interface AutoUserSpecification {
  readonly elevationLevel?: ElevationLevel;
  readonly scope?: "task" | "pool";
}

export interface AutomaticOSUpgradePolicy {
  readonly disableAutomaticRollback?: boolean;
  readonly enableAutomaticOSUpgrade?: boolean;
  readonly osRollingUpgradeDeferral?: boolean;
  readonly useRollingUpgradePolicy?: boolean;
}

export interface AzureBlobFileSystemConfiguration {
  readonly accountKey?: string;
  readonly accountName: string;
  readonly blobfuseOptions?: string;
  readonly containerName: string;
  readonly identityReference?: ComputeNodeIdentityReference;
  readonly relativeMountPath: string;
  readonly sasKey?: string;
}

export interface AzureFileShareConfiguration {
  readonly accountKey: string;
  readonly accountName: string;
  readonly azureFileUrl: string;
  readonly mountOptions?: string;
  readonly relativeMountPath: string;
}

export interface BatchError {
  readonly code?: string;
  readonly message?: ErrorMessage;
  readonly values?: readonly BatchErrorDetail[];
}

export interface BatchErrorDetail {
  readonly key?: string;
  readonly value?: string;
}

export interface BatchPoolIdentity {
  readonly type: "UserAssigned" | "None";
  readonly userAssignedIdentities?: readonly UserAssignedIdentity[];
}

export interface BatchPoolIdentityReference {
  readonly resourceId?: string;
}

export interface CIFSMountConfiguration {
  readonly mountOptions?: string;
  readonly password: string;
  readonly relativeMountPath: string;
  readonly source: string;
  readonly username: string;
}

export type CachingType = "none" | "readonly" | "readwrite";

export interface Certificate {
  readonly deleteCertificateError?: DeleteCertificateError;
  readonly previousState?: CertificateState;
  readonly previousStateTransitionTime?: string;
  readonly publicData?: string;
  readonly state?: CertificateState;
  readonly stateTransitionTime?: string;
  readonly thumbprint?: string;
  readonly thumbprintAlgorithm?: string;
  readonly url?: string;
}

export interface CertificateAddParameter {
  readonly certificateFormat?: "pfx" | "cer";
  readonly data: string;
  readonly password?: string;
  readonly thumbprint: string;
  readonly thumbprintAlgorithm: string;
}

export interface CertificateReference {
  readonly storeLocation?: "currentuser" | "localmachine";
  readonly storeName?: string;
  readonly thumbprint: string;
  readonly thumbprintAlgorithm: string;
  readonly visibility?: readonly ("starttask" | "task" | "remoteuser")[];
}

export type CertificateState = "active" | "deleting" | "deletefailed";

export interface CloudJob {
  readonly allowTaskPreemption?: boolean;
  readonly commonEnvironmentSettings?: readonly EnvironmentSetting[];
  readonly constraints?: JobConstraints;
  readonly creationTime?: string;
  readonly displayName?: string;
  readonly eTag?: string;
  readonly executionInfo?: JobExecutionInformation;
  readonly id?: string;
  readonly jobManagerTask?: JobManagerTask;
  readonly jobPreparationTask?: JobPreparationTask;
  readonly jobReleaseTask?: JobReleaseTask;
  readonly lastModified?: string;
  readonly maxParallelTasks?: number;
  readonly metadata?: readonly MetadataItem[];
  readonly networkConfiguration?: JobNetworkConfiguration;
  readonly onAllTasksComplete?: OnAllTasksComplete;
  readonly onTaskFailure?: OnTaskFailure;
  readonly poolInfo?: PoolInformation;
  readonly previousState?: JobState;
  readonly previousStateTransitionTime?: string;
  readonly priority?: number;
  readonly state?: JobState;
  readonly stateTransitionTime?: string;
  readonly stats?: JobStatistics;
  readonly url?: string;
  readonly usesTaskDependencies?: boolean;
}

export interface CloudJobSchedule {
  readonly creationTime?: string;
  readonly displayName?: string;
  readonly eTag?: string;
  readonly executionInfo?: JobScheduleExecutionInformation;
  readonly id?: string;
  readonly jobSpecification?: JobSpecification;
  readonly lastModified?: string;
  readonly metadata?: readonly MetadataItem[];
  readonly previousState?: JobScheduleState;
  readonly previousStateTransitionTime?: string;
  readonly schedule?: Schedule;
  readonly state?: JobScheduleState;
  readonly stateTransitionTime?: string;
  readonly stats?: JobScheduleStatistics;
  readonly url?: string;
}

export interface CloudPool {
  readonly allocationState?: "steady" | "resizing" | "stopping";
  readonly allocationStateTransitionTime?: string;
  readonly applicationLicenses?: readonly string[];
  readonly applicationPackageReferences?: readonly ApplicationPackageReference[];
  readonly autoScaleEvaluationInterval?: string;
  readonly autoScaleFormula?: string;
  readonly autoScaleRun?: AutoScaleRun;
  readonly certificateReferences?: readonly CertificateReference[];
  readonly cloudServiceConfiguration?: CloudServiceConfiguration;
  readonly creationTime?: string;
  readonly currentDedicatedNodes?: number;
  readonly currentLowPriorityNodes?: number;
  readonly currentNodeCommunicationMode?: NodeCommunicationMode;
  readonly displayName?: string;
  readonly eTag?: string;
  readonly enableAutoScale?: boolean;
  readonly enableInterNodeCommunication?: boolean;
  readonly id?: string;
  readonly identity?: BatchPoolIdentity;
  readonly lastModified?: string;
  readonly metadata?: readonly MetadataItem[];
  readonly mountConfiguration?: readonly MountConfiguration[];
  readonly networkConfiguration?: NetworkConfiguration;
  readonly resizeErrors?: readonly ResizeError[];
  readonly resizeTimeout?: string;
  readonly resourceTags?: Readonly<Record<string, string>>;
  readonly startTask?: StartTask;
  readonly state?: "active" | "deleting";
  readonly stateTransitionTime?: string;
  readonly stats?: PoolStatistics;
  readonly targetDedicatedNodes?: number;
  readonly targetLowPriorityNodes?: number;
  readonly targetNodeCommunicationMode?: NodeCommunicationMode;
  readonly taskSchedulingPolicy?: TaskSchedulingPolicy;
  readonly taskSlotsPerNode?: number;
  readonly upgradePolicy?: UpgradePolicy;
  readonly url?: string;
  readonly userAccounts?: readonly UserAccount[];
  readonly virtualMachineConfiguration?: VirtualMachineConfiguration;
  readonly vmSize?: string;
}

export interface CloudServiceConfiguration {
  readonly osFamily: string;
  readonly osVersion?: string;
}

export interface CloudTask {
  readonly affinityInfo?: AffinityInformation;
  readonly applicationPackageReferences?: readonly ApplicationPackageReference[];
  readonly authenticationTokenSettings?: AuthenticationTokenSettings;
  readonly commandLine?: string;
  readonly constraints?: TaskConstraints;
  readonly containerSettings?: TaskContainerSettings;
  readonly creationTime?: string;
  readonly dependsOn?: TaskDependencies;
  readonly displayName?: string;
  readonly eTag?: string;
  readonly environmentSettings?: readonly EnvironmentSetting[];
  readonly executionInfo?: TaskExecutionInformation;
  readonly exitConditions?: ExitConditions;
  readonly id?: string;
  readonly lastModified?: string;
  readonly multiInstanceSettings?: MultiInstanceSettings;
  readonly nodeInfo?: ComputeNodeInformation;
  readonly outputFiles?: readonly OutputFile[];
  readonly previousState?: TaskState;
  readonly previousStateTransitionTime?: string;
  readonly requiredSlots?: number;
  readonly resourceFiles?: readonly ResourceFile[];
  readonly state?: TaskState;
  readonly stateTransitionTime?: string;
  readonly stats?: TaskStatistics;
  readonly url?: string;
  readonly userIdentity?: UserIdentity;
}

export interface CloudTaskListSubtasksResult {
  readonly value?: readonly SubtaskInformation[];
}

export interface ComputeNode {
  readonly affinityId?: string;
  readonly allocationTime?: string;
  readonly certificateReferences?: readonly CertificateReference[];
  readonly endpointConfiguration?: ComputeNodeEndpointConfiguration;
  readonly errors?: readonly ComputeNodeError[];
  readonly id?: string;
  readonly ipAddress?: string;
  readonly ipv6Address?: string;
  readonly isDedicated?: boolean;
  readonly lastBootTime?: string;
  readonly nodeAgentInfo?: NodeAgentInformation;
  readonly recentTasks?: readonly TaskInformation[];
  readonly runningTaskSlotsCount?: number;
  readonly runningTasksCount?: number;
  readonly schedulingState?: "enabled" | "disabled";
  readonly startTask?: StartTask;
  readonly startTaskInfo?: StartTaskInformation;
  readonly state?:
    | "idle"
    | "rebooting"
    | "reimaging"
    | "running"
    | "unusable"
    | "creating"
    | "starting"
    | "waitingforstarttask"
    | "starttaskfailed"
    | "unknown"
    | "leavingpool"
    | "offline"
    | "preempted"
    | "upgradingos"
    | "deallocated"
    | "deallocating";
  readonly stateTransitionTime?: string;
  readonly totalTasksRun?: number;
  readonly totalTasksSucceeded?: number;
  readonly url?: string;
  readonly virtualMachineInfo?: VirtualMachineInfo;
  readonly vmSize?: string;
}

export type ComputeNodeDeallocationOption = "requeue" | "terminate" | "taskcompletion" | "retaineddata";

export interface ComputeNodeEndpointConfiguration {
  readonly inboundEndpoints: readonly InboundEndpoint[];
}

export interface ComputeNodeError {
  readonly code?: string;
  readonly errorDetails?: readonly NameValuePair[];
  readonly message?: string;
}

export interface ComputeNodeGetRemoteLoginSettingsResult {
  readonly ipv6RemoteLoginIPAddress?: string;
  readonly ipv6RemoteLoginPort?: number;
  readonly remoteLoginIPAddress: string;
  readonly remoteLoginPort: number;
}

export interface ComputeNodeIdentityReference {
  readonly resourceId?: string;
}

export interface ComputeNodeInformation {
  readonly affinityId?: string;
  readonly nodeId?: string;
  readonly nodeUrl?: string;
  readonly poolId?: string;
  readonly taskRootDirectory?: string;
  readonly taskRootDirectoryUrl?: string;
}

export interface ComputeNodeUser {
  readonly expiryTime?: string;
  readonly isAdmin?: boolean;
  readonly name: string;
  readonly password?: string;
  readonly sshPublicKey?: string;
}

export interface ContainerConfiguration {
  readonly containerImageNames?: readonly string[];
  readonly containerRegistries?: readonly ContainerRegistry[];
  readonly type: "dockerCompatible" | "criCompatible";
}

export interface ContainerHostBatchBindMountEntry {
  readonly isReadOnly?: boolean;
  readonly source?: ContainerHostDataPath;
}

export type ContainerHostDataPath = "Shared" | "Startup" | "VfsMounts" | "Task" | "JobPrep" | "Applications";

export interface ContainerRegistry {
  readonly identityReference?: ComputeNodeIdentityReference;
  readonly password?: string;
  readonly registryServer?: string;
  readonly username?: string;
}

export interface DataDisk {
  readonly caching?: CachingType;
  readonly diskSizeGB: number;
  readonly lun: number;
  readonly managedDisk?: ManagedDisk;
  readonly storageAccountType?: StorageAccountType;
}

export interface DeleteCertificateError {
  readonly code?: string;
  readonly message?: string;
  readonly values?: readonly NameValuePair[];
}

export type DiffDiskPlacement = "CacheDisk";

export interface DiffDiskSettings {
  readonly placement?: DiffDiskPlacement | "cachedisk";
}

export interface DiskCustomerManagedKey {
  readonly identityReference?: BatchPoolIdentityReference;
  readonly keyUrl?: string;
  readonly rotationToLatestKeyVersionEnabled?: boolean;
}

export interface DiskEncryptionConfiguration {
  readonly customerManagedKey?: DiskCustomerManagedKey;
  readonly targets?: readonly ("osdisk" | "temporarydisk")[];
}

export interface DiskEncryptionSetParameters {
  readonly id?: string;
}

export type ElevationLevel = "nonadmin" | "admin";

export interface EnvironmentSetting {
  readonly name: string;
  readonly value?: string;
}

export type ErrorCategory = "usererror" | "servererror";

export interface ErrorMessage {
  readonly lang?: string;
  readonly value?: string;
}

export interface ExitCodeMapping {
  readonly code: number;
  readonly exitOptions: ExitOptions;
}

export interface ExitCodeRangeMapping {
  readonly end: number;
  readonly exitOptions: ExitOptions;
  readonly start: number;
}

export interface ExitConditions {
  readonly default?: ExitOptions;
  readonly exitCodeRanges?: readonly ExitCodeRangeMapping[];
  readonly exitCodes?: readonly ExitCodeMapping[];
  readonly fileUploadError?: ExitOptions;
  readonly preProcessingError?: ExitOptions;
}

export interface ExitOptions {
  readonly dependencyAction?: "satisfy" | "block";
  readonly jobAction?: "none" | "disable" | "terminate";
}

export interface FileProperties {
  readonly contentLength: number;
  readonly contentType?: string;
  readonly creationTime?: string;
  readonly fileMode?: string;
  readonly lastModified: string;
}

export interface HostEndpointSettings {
  readonly inVMAccessControlProfileReferenceId?: string;
  readonly mode?: "Audit" | "Enforce";
}

export interface HttpHeader {
  readonly name: string;
  readonly value?: string;
}

export type IPAddressProvisioningType = "batchmanaged" | "usermanaged" | "nopublicipaddresses";

export interface IPTag {
  readonly ipTagType?: string;
  readonly tag?: string;
}

export interface ImageInformation {
  readonly batchSupportEndOfLife?: string;
  readonly capabilities?: readonly string[];
  readonly imageReference: ImageReference;
  readonly nodeAgentSKUId: string;
  readonly osType: "linux" | "windows";
  readonly verificationType: "verified" | "unverified";
}

export interface ImageReference {
  readonly communityGalleryImageId?: string;
  readonly exactVersion?: string;
  readonly offer?: string;
  readonly publisher?: string;
  readonly sharedGalleryImageId?: string;
  readonly sku?: string;
  readonly version?: string;
  readonly virtualMachineImageId?: string;
}

export interface InboundEndpoint {
  readonly backendPort: number;
  readonly frontendPort: number;
  readonly name: string;
  readonly protocol: InboundEndpointProtocol;
  readonly publicFQDN: string;
  readonly publicIPAddress: string;
}

export type InboundEndpointProtocol = "tcp" | "udp";

export interface InboundNATPool {
  readonly backendPort: number;
  readonly frontendPortRangeEnd: number;
  readonly frontendPortRangeStart: number;
  readonly name: string;
  readonly networkSecurityGroupRules?: readonly NetworkSecurityGroupRule[];
  readonly protocol: InboundEndpointProtocol;
}

export interface InstanceViewStatus {
  readonly code?: string;
  readonly displayStatus?: string;
  readonly level?: "Error" | "Info" | "Warning";
  readonly message?: string;
  readonly time?: string;
}

export interface JobAddParameter {
  readonly allowTaskPreemption?: boolean;
  readonly commonEnvironmentSettings?: readonly EnvironmentSetting[];
  readonly constraints?: JobConstraints;
  readonly displayName?: string;
  readonly id: string;
  readonly jobManagerTask?: JobManagerTask;
  readonly jobPreparationTask?: JobPreparationTask;
  readonly jobReleaseTask?: JobReleaseTask;
  readonly maxParallelTasks?: number;
  readonly metadata?: readonly MetadataItem[];
  readonly networkConfiguration?: JobNetworkConfiguration;
  readonly onAllTasksComplete?: OnAllTasksComplete;
  readonly onTaskFailure?: OnTaskFailure;
  readonly poolInfo: PoolInformation;
  readonly priority?: number;
  readonly usesTaskDependencies?: boolean;
}

export interface JobConstraints {
  readonly maxTaskRetryCount?: number;
  readonly maxWallClockTime?: string;
}

export interface JobDisableParameter {
  readonly disableTasks: "requeue" | "terminate" | "wait";
}

export interface JobExecutionInformation {
  readonly endTime?: string;
  readonly poolId?: string;
  readonly schedulingError?: JobSchedulingError;
  readonly startTime: string;
  readonly terminateReason?: string;
}

export interface JobManagerTask {
  readonly allowLowPriorityNode?: boolean;
  readonly applicationPackageReferences?: readonly ApplicationPackageReference[];
  readonly authenticationTokenSettings?: AuthenticationTokenSettings;
  readonly commandLine: string;
  readonly constraints?: TaskConstraints;
  readonly containerSettings?: TaskContainerSettings;
  readonly displayName?: string;
  readonly environmentSettings?: readonly EnvironmentSetting[];
  readonly id: string;
  readonly killJobOnCompletion?: boolean;
  readonly outputFiles?: readonly OutputFile[];
  readonly requiredSlots?: number;
  readonly resourceFiles?: readonly ResourceFile[];
  readonly runExclusive?: boolean;
  readonly userIdentity?: UserIdentity;
}

export interface JobNetworkConfiguration {
  readonly skipWithdrawFromVNet?: boolean;
  readonly subnetId: string;
}

export interface JobPatchParameter {
  readonly allowTaskPreemption?: boolean;
  readonly constraints?: JobConstraints;
  readonly maxParallelTasks?: number;
  readonly metadata?: readonly MetadataItem[];
  readonly networkConfiguration?: JobNetworkConfiguration;
  readonly onAllTasksComplete?: OnAllTasksComplete;
  readonly poolInfo?: PoolInformation;
  readonly priority?: number;
}

export interface JobPreparationAndReleaseTaskExecutionInformation {
  readonly jobPreparationTaskExecutionInfo?: JobPreparationTaskExecutionInformation;
  readonly jobReleaseTaskExecutionInfo?: JobReleaseTaskExecutionInformation;
  readonly nodeId?: string;
  readonly nodeUrl?: string;
  readonly poolId?: string;
}

export interface JobPreparationTask {
  readonly commandLine: string;
  readonly constraints?: TaskConstraints;
  readonly containerSettings?: TaskContainerSettings;
  readonly environmentSettings?: readonly EnvironmentSetting[];
  readonly id?: string;
  readonly rerunOnNodeRebootAfterSuccess?: boolean;
  readonly resourceFiles?: readonly ResourceFile[];
  readonly userIdentity?: UserIdentity;
  readonly waitForSuccess?: boolean;
}

export interface JobPreparationTaskExecutionInformation {
  readonly containerInfo?: TaskContainerExecutionInformation;
  readonly endTime?: string;
  readonly exitCode?: number;
  readonly failureInfo?: TaskFailureInformation;
  readonly lastRetryTime?: string;
  readonly result?: TaskExecutionResult;
  readonly retryCount: number;
  readonly startTime: string;
  readonly state: "running" | "completed";
  readonly taskRootDirectory?: string;
  readonly taskRootDirectoryUrl?: string;
}

export interface JobReleaseTask {
  readonly commandLine: string;
  readonly containerSettings?: TaskContainerSettings;
  readonly environmentSettings?: readonly EnvironmentSetting[];
  readonly id?: string;
  readonly maxWallClockTime?: string;
  readonly resourceFiles?: readonly ResourceFile[];
  readonly retentionTime?: string;
  readonly userIdentity?: UserIdentity;
}

export interface JobReleaseTaskExecutionInformation {
  readonly containerInfo?: TaskContainerExecutionInformation;
  readonly endTime?: string;
  readonly exitCode?: number;
  readonly failureInfo?: TaskFailureInformation;
  readonly result?: TaskExecutionResult;
  readonly startTime: string;
  readonly state: "running" | "completed";
  readonly taskRootDirectory?: string;
  readonly taskRootDirectoryUrl?: string;
}

export interface JobScheduleAddParameter {
  readonly displayName?: string;
  readonly id: string;
  readonly jobSpecification: JobSpecification;
  readonly metadata?: readonly MetadataItem[];
  readonly schedule: Schedule;
}

export interface JobScheduleExecutionInformation {
  readonly endTime?: string;
  readonly nextRunTime?: string;
  readonly recentJob?: RecentJob;
}

export interface JobSchedulePatchParameter {
  readonly jobSpecification?: JobSpecification;
  readonly metadata?: readonly MetadataItem[];
  readonly schedule?: Schedule;
}

export type JobScheduleState = "active" | "completed" | "disabled" | "terminating" | "deleting";

export interface JobScheduleStatistics {
  readonly kernelCPUTime: string;
  readonly lastUpdateTime: string;
  readonly numFailedTasks: number;
  readonly numSucceededTasks: number;
  readonly numTaskRetries: number;
  readonly readIOGiB: number;
  readonly readIOps: number;
  readonly startTime: string;
  readonly url: string;
  readonly userCPUTime: string;
  readonly waitTime: string;
  readonly wallClockTime: string;
  readonly writeIOGiB: number;
  readonly writeIOps: number;
}

export interface JobScheduleUpdateParameter {
  readonly jobSpecification: JobSpecification;
  readonly metadata?: readonly MetadataItem[];
  readonly schedule: Schedule;
}

export interface JobSchedulingError {
  readonly category: ErrorCategory;
  readonly code?: string;
  readonly details?: readonly NameValuePair[];
  readonly message?: string;
}

export interface JobSpecification {
  readonly allowTaskPreemption?: boolean;
  readonly commonEnvironmentSettings?: readonly EnvironmentSetting[];
  readonly constraints?: JobConstraints;
  readonly displayName?: string;
  readonly jobManagerTask?: JobManagerTask;
  readonly jobPreparationTask?: JobPreparationTask;
  readonly jobReleaseTask?: JobReleaseTask;
  readonly maxParallelTasks?: number;
  readonly metadata?: readonly MetadataItem[];
  readonly networkConfiguration?: JobNetworkConfiguration;
  readonly onAllTasksComplete?: OnAllTasksComplete;
  readonly onTaskFailure?: OnTaskFailure;
  readonly poolInfo: PoolInformation;
  readonly priority?: number;
  readonly usesTaskDependencies?: boolean;
}

export type JobState =
  | "active"
  | "disabling"
  | "disabled"
  | "enabling"
  | "terminating"
  | "completed"
  | "deleting";

export interface JobStatistics {
  readonly kernelCPUTime: string;
  readonly lastUpdateTime: string;
  readonly numFailedTasks: number;
  readonly numSucceededTasks: number;
  readonly numTaskRetries: number;
  readonly readIOGiB: number;
  readonly readIOps: number;
  readonly startTime: string;
  readonly url: string;
  readonly userCPUTime: string;
  readonly waitTime: string;
  readonly wallClockTime: string;
  readonly writeIOGiB: number;
  readonly writeIOps: number;
}

export interface JobTerminateParameter {
  readonly terminateReason?: string;
}

export interface JobUpdateParameter {
  readonly allowTaskPreemption?: boolean;
  readonly constraints?: JobConstraints;
  readonly maxParallelTasks?: number;
  readonly metadata?: readonly MetadataItem[];
  readonly onAllTasksComplete?: OnAllTasksComplete;
  readonly poolInfo: PoolInformation;
  readonly priority?: number;
}

export interface LinuxUserConfiguration {
  readonly gid?: number;
  readonly sshPrivateKey?: string;
  readonly uid?: number;
}

export interface ManagedDisk {
  readonly diskEncryptionSet?: DiskEncryptionSetParameters;
  readonly securityProfile?: VMDiskSecurityProfile;
  readonly storageAccountType?: StorageAccountType;
}

export interface MetadataItem {
  readonly name: string;
  readonly value: string;
}

export interface MountConfiguration {
  readonly azureBlobFileSystemConfiguration?: AzureBlobFileSystemConfiguration;
  readonly azureFileShareConfiguration?: AzureFileShareConfiguration;
  readonly cifsMountConfiguration?: CIFSMountConfiguration;
  readonly nfsMountConfiguration?: NFSMountConfiguration;
}

export interface MultiInstanceSettings {
  readonly commonResourceFiles?: readonly ResourceFile[];
  readonly coordinationCommandLine: string;
  readonly numberOfInstances?: number;
}

export interface NFSMountConfiguration {
  readonly mountOptions?: string;
  readonly relativeMountPath: string;
  readonly source: string;
}

export interface NameValuePair {
  readonly name?: string;
  readonly value?: string;
}

export interface NetworkConfiguration {
  readonly dynamicVNetAssignmentScope?: "none" | "job";
  readonly enableAcceleratedNetworking?: boolean;
  readonly endpointConfiguration?: PoolEndpointConfiguration;
  readonly publicIPAddressConfiguration?: PublicIPAddressConfiguration;
  readonly subnetId?: string;
}

export interface NetworkSecurityGroupRule {
  readonly access: "allow" | "deny";
  readonly priority: number;
  readonly sourceAddressPrefix: string;
  readonly sourcePortRanges?: readonly string[];
}

export interface NodeAgentInformation {
  readonly lastUpdateTime: string;
  readonly version: string;
}

export interface NodeAgentSku {
  readonly id?: string;
  readonly osType?: "linux" | "windows";
  readonly verifiedImageReferences?: readonly ImageReference[];
}

export type NodeCommunicationMode = "default" | "classic" | "simplified";

export interface NodeCounts {
  readonly creating: number;
  readonly deallocated?: number;
  readonly deallocating?: number;
  readonly idle: number;
  readonly leavingPool: number;
  readonly offline: number;
  readonly preempted: number;
  readonly rebooting: number;
  readonly reimaging: number;
  readonly running: number;
  readonly startTaskFailed: number;
  readonly starting: number;
  readonly total: number;
  readonly unknown: number;
  readonly unusable: number;
  readonly upgradingOS?: number;
  readonly waitingForStartTask: number;
}

export interface NodeDeallocateParameter {
  readonly nodeDeallocateOption?: "requeue" | "terminate" | "taskcompletion" | "retaineddata";
}

export interface NodeDisableSchedulingParameter {
  readonly nodeDisableSchedulingOption?: "requeue" | "terminate" | "taskcompletion";
}

export interface NodeFile {
  readonly isDirectory?: boolean;
  readonly name?: string;
  readonly properties?: FileProperties;
  readonly url?: string;
}

export interface NodePlacementConfiguration {
  readonly policy?: NodePlacementPolicyType;
}

export type NodePlacementPolicyType = "regional" | "zonal";

export interface NodeRebootParameter {
  readonly nodeRebootOption?: "requeue" | "terminate" | "taskcompletion" | "retaineddata";
}

export interface NodeReimageParameter {
  readonly nodeReimageOption?: "requeue" | "terminate" | "taskcompletion" | "retaineddata";
}

export interface NodeRemoveParameter {
  readonly nodeDeallocationOption?: ComputeNodeDeallocationOption;
  readonly nodeList: readonly string[];
  readonly resizeTimeout?: string;
}

export interface NodeUpdateUserParameter {
  readonly expiryTime?: string;
  readonly password?: string;
  readonly sshPublicKey?: string;
}

export interface NodeVMExtension {
  readonly instanceView?: VMExtensionInstanceView;
  readonly provisioningState?: string;
  readonly vmExtension?: VMExtension;
}

export interface OSDisk {
  readonly caching?: CachingType;
  readonly diskSizeGB?: number;
  readonly ephemeralOSDiskSettings?: DiffDiskSettings;
  readonly managedDisk?: ManagedDisk;
  readonly writeAcceleratorEnabled?: boolean;
}

export type OnAllTasksComplete = "noaction" | "terminatejob";

export type OnTaskFailure = "noaction" | "performexitoptionsjobaction";

export interface OutputFile {
  readonly destination: OutputFileDestination;
  readonly filePattern: string;
  readonly uploadOptions: OutputFileUploadOptions;
}

export interface OutputFileBlobContainerDestination {
  readonly containerUrl: string;
  readonly identityReference?: ComputeNodeIdentityReference;
  readonly path?: string;
  readonly uploadHeaders?: readonly HttpHeader[];
}

export interface OutputFileDestination {
  readonly container?: OutputFileBlobContainerDestination;
}

export type OutputFileUploadCondition = "tasksuccess" | "taskfailure" | "taskcompletion";

export interface OutputFileUploadOptions {
  readonly uploadCondition: OutputFileUploadCondition;
}

export interface PoolAddParameter {
  readonly applicationLicenses?: readonly string[];
  readonly applicationPackageReferences?: readonly ApplicationPackageReference[];
  readonly autoScaleEvaluationInterval?: string;
  readonly autoScaleFormula?: string;
  readonly certificateReferences?: readonly CertificateReference[];
  readonly cloudServiceConfiguration?: CloudServiceConfiguration;
  readonly displayName?: string;
  readonly enableAutoScale?: boolean;
  readonly enableInterNodeCommunication?: boolean;
  readonly id: string;
  readonly metadata?: readonly MetadataItem[];
  readonly mountConfiguration?: readonly MountConfiguration[];
  readonly networkConfiguration?: NetworkConfiguration;
  readonly resizeTimeout?: string;
  readonly resourceTags?: Readonly<Record<string, string>>;
  readonly startTask?: StartTask;
  readonly targetDedicatedNodes?: number;
  readonly targetLowPriorityNodes?: number;
  readonly targetNodeCommunicationMode?: NodeCommunicationMode;
  readonly taskSchedulingPolicy?: TaskSchedulingPolicy;
  readonly taskSlotsPerNode?: number;
  readonly upgradePolicy?: UpgradePolicy;
  readonly userAccounts?: readonly UserAccount[];
  readonly virtualMachineConfiguration?: VirtualMachineConfiguration;
  readonly vmSize: string;
}

export interface PoolEnableAutoScaleParameter {
  readonly autoScaleEvaluationInterval?: string;
  readonly autoScaleFormula?: string;
}

export interface PoolEndpointConfiguration {
  readonly inboundNATPools: readonly InboundNATPool[];
}

export interface PoolEvaluateAutoScaleParameter {
  readonly autoScaleFormula: string;
}

export interface PoolInformation {
  readonly autoPoolSpecification?: AutoPoolSpecification;
  readonly poolId?: string;
}

export interface PoolNodeCounts {
  readonly dedicated?: NodeCounts;
  readonly lowPriority?: NodeCounts;
  readonly poolId: string;
}

export interface PoolPatchParameter {
  readonly applicationPackageReferences?: readonly ApplicationPackageReference[];
  readonly certificateReferences?: readonly CertificateReference[];
  readonly displayName?: string;
  readonly enableInterNodeCommunication?: boolean;
  readonly metadata?: readonly MetadataItem[];
  readonly mountConfiguration?: readonly MountConfiguration[];
  readonly networkConfiguration?: NetworkConfiguration;
  readonly resourceTags?: Readonly<Record<string, string>>;
  readonly startTask?: StartTask;
  readonly targetNodeCommunicationMode?: NodeCommunicationMode;
  readonly taskSchedulingPolicy?: TaskSchedulingPolicy;
  readonly taskSlotsPerNode?: number;
  readonly upgradePolicy?: UpgradePolicy;
  readonly userAccounts?: readonly UserAccount[];
  readonly virtualMachineConfiguration?: VirtualMachineConfiguration;
  readonly vmSize?: string;
}

export interface PoolResizeParameter {
  readonly nodeDeallocationOption?: ComputeNodeDeallocationOption;
  readonly resizeTimeout?: string;
  readonly targetDedicatedNodes?: number;
  readonly targetLowPriorityNodes?: number;
}

export interface PoolSpecification {
  readonly applicationLicenses?: readonly string[];
  readonly applicationPackageReferences?: readonly ApplicationPackageReference[];
  readonly autoScaleEvaluationInterval?: string;
  readonly autoScaleFormula?: string;
  readonly certificateReferences?: readonly CertificateReference[];
  readonly cloudServiceConfiguration?: CloudServiceConfiguration;
  readonly displayName?: string;
  readonly enableAutoScale?: boolean;
  readonly enableInterNodeCommunication?: boolean;
  readonly metadata?: readonly MetadataItem[];
  readonly mountConfiguration?: readonly MountConfiguration[];
  readonly networkConfiguration?: NetworkConfiguration;
  readonly resizeTimeout?: string;
  readonly resourceTags?: Readonly<Record<string, string>>;
  readonly startTask?: StartTask;
  readonly targetDedicatedNodes?: number;
  readonly targetLowPriorityNodes?: number;
  readonly targetNodeCommunicationMode?: NodeCommunicationMode;
  readonly taskSchedulingPolicy?: TaskSchedulingPolicy;
  readonly taskSlotsPerNode?: number;
  readonly upgradePolicy?: UpgradePolicy;
  readonly userAccounts?: readonly UserAccount[];
  readonly virtualMachineConfiguration?: VirtualMachineConfiguration;
  readonly vmSize: string;
}

export interface PoolStatistics {
  readonly lastUpdateTime: string;
  readonly resourceStats?: ResourceStatistics;
  readonly startTime: string;
  readonly url: string;
  readonly usageStats?: UsageStatistics;
}

export interface PoolUpdatePropertiesParameter {
  readonly applicationPackageReferences: readonly ApplicationPackageReference[];
  readonly certificateReferences?: readonly CertificateReference[];
  readonly metadata: readonly MetadataItem[];
  readonly startTask?: StartTask;
  readonly targetNodeCommunicationMode?: NodeCommunicationMode;
}

export interface PoolUpgradeOSParameter {
  readonly targetOSVersion: string;
}

export interface PoolUsageMetrics {
  readonly endTime: string;
  readonly poolId: string;
  readonly startTime: string;
  readonly totalCoreHours: number;
  readonly vmSize: string;
}

export interface ProxyAgentSettings {
  readonly enabled?: boolean;
  readonly imds?: HostEndpointSettings;
  readonly wireServer?: HostEndpointSettings;
}

export interface PublicIPAddressConfiguration {
  readonly ipAddressIds?: readonly string[];
  readonly ipFamilies?: readonly ("IPv4" | "IPv6")[];
  readonly ipTags?: readonly IPTag[];
  readonly provision?: IPAddressProvisioningType;
}

export interface RecentJob {
  readonly id?: string;
  readonly url?: string;
}

export interface ResizeError {
  readonly code?: string;
  readonly message?: string;
  readonly values?: readonly NameValuePair[];
}

export interface ResourceFile {
  readonly autoStorageContainerName?: string;
  readonly blobPrefix?: string;
  readonly fileMode?: string;
  readonly filePath?: string;
  readonly httpUrl?: string;
  readonly identityReference?: ComputeNodeIdentityReference;
  readonly storageContainerUrl?: string;
}

export interface ResourceStatistics {
  readonly avgCPUPercentage: number;
  readonly avgDiskGiB: number;
  readonly avgMemoryGiB: number;
  readonly diskReadGiB: number;
  readonly diskReadIOps: number;
  readonly diskWriteGiB: number;
  readonly diskWriteIOps: number;
  readonly lastUpdateTime: string;
  readonly networkReadGiB: number;
  readonly networkWriteGiB: number;
  readonly peakDiskGiB: number;
  readonly peakMemoryGiB: number;
  readonly startTime: string;
}

export interface RollingUpgradePolicy {
  readonly enableCrossZoneUpgrade?: boolean;
  readonly maxBatchInstancePercent?: number;
  readonly maxUnhealthyInstancePercent?: number;
  readonly maxUnhealthyUpgradedInstancePercent?: number;
  readonly pauseTimeBetweenBatches?: string;
  readonly prioritizeUnhealthyInstances?: boolean;
  readonly rollbackFailedInstancesOnPolicyBreach?: boolean;
}

export interface Schedule {
  readonly doNotRunAfter?: string;
  readonly doNotRunUntil?: string;
  readonly recurrenceInterval?: string;
  readonly startWindow?: string;
}

export interface SecurityProfile {
  readonly encryptionAtHost?: boolean;
  readonly proxyAgentSettings?: ProxyAgentSettings;
  readonly securityType?: "trustedLaunch" | "confidentialVM" | "confidentialvm";
  readonly uefiSettings?: UefiSettings;
}

export interface ServiceArtifactReference {
  readonly id: string;
}

export interface StartTask {
  readonly commandLine: string;
  readonly containerSettings?: TaskContainerSettings;
  readonly environmentSettings?: readonly EnvironmentSetting[];
  readonly maxTaskRetryCount?: number;
  readonly resourceFiles?: readonly ResourceFile[];
  readonly userIdentity?: UserIdentity;
  readonly waitForSuccess?: boolean;
}

export interface StartTaskInformation {
  readonly containerInfo?: TaskContainerExecutionInformation;
  readonly endTime?: string;
  readonly exitCode?: number;
  readonly failureInfo?: TaskFailureInformation;
  readonly lastRetryTime?: string;
  readonly result?: TaskExecutionResult;
  readonly retryCount: number;
  readonly startTime: string;
  readonly state: "running" | "completed";
}

export type StorageAccountType = "standard_lrs" | "premium_lrs" | "standardssd_lrs";

export interface SubtaskInformation {
  readonly containerInfo?: TaskContainerExecutionInformation;
  readonly endTime?: string;
  readonly exitCode?: number;
  readonly failureInfo?: TaskFailureInformation;
  readonly id?: number;
  readonly nodeInfo?: ComputeNodeInformation;
  readonly previousState?: SubtaskState;
  readonly previousStateTransitionTime?: string;
  readonly result?: TaskExecutionResult;
  readonly startTime?: string;
  readonly state?: SubtaskState;
  readonly stateTransitionTime?: string;
}

export type SubtaskState = "preparing" | "running" | "completed";

export interface TaskAddCollectionParameter {
  readonly value: readonly TaskAddParameter[];
}

export interface TaskAddCollectionResult {
  readonly value?: readonly TaskAddResult[];
}

export interface TaskAddParameter {
  readonly affinityInfo?: AffinityInformation;
  readonly applicationPackageReferences?: readonly ApplicationPackageReference[];
  readonly authenticationTokenSettings?: AuthenticationTokenSettings;
  readonly commandLine: string;
  readonly constraints?: TaskConstraints;
  readonly containerSettings?: TaskContainerSettings;
  readonly dependsOn?: TaskDependencies;
  readonly displayName?: string;
  readonly environmentSettings?: readonly EnvironmentSetting[];
  readonly exitConditions?: ExitConditions;
  readonly id: string;
  readonly multiInstanceSettings?: MultiInstanceSettings;
  readonly outputFiles?: readonly OutputFile[];
  readonly requiredSlots?: number;
  readonly resourceFiles?: readonly ResourceFile[];
  readonly userIdentity?: UserIdentity;
}

export interface TaskAddResult {
  readonly eTag?: string;
  readonly error?: BatchError;
  readonly lastModified?: string;
  readonly location?: string;
  readonly status: "success" | "clienterror" | "servererror";
  readonly taskId: string;
}

export interface TaskConstraints {
  readonly maxTaskRetryCount?: number;
  readonly maxWallClockTime?: string;
  readonly retentionTime?: string;
}

export interface TaskContainerExecutionInformation {
  readonly containerId?: string;
  readonly error?: string;
  readonly state?: string;
}

export interface TaskContainerSettings {
  readonly containerHostBatchBindMounts?: readonly ContainerHostBatchBindMountEntry[];
  readonly containerRunOptions?: string;
  readonly imageName: string;
  readonly registry?: ContainerRegistry;
  readonly workingDirectory?: "taskWorkingDirectory" | "containerImageDefault";
}

export interface TaskCounts {
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
  readonly running: number;
  readonly succeeded: number;
}

export interface TaskCountsResult {
  readonly taskCounts: TaskCounts;
  readonly taskSlotCounts: TaskSlotCounts;
}

export interface TaskDependencies {
  readonly taskIdRanges?: readonly TaskIdRange[];
  readonly taskIds?: readonly string[];
}

export interface TaskExecutionInformation {
  readonly containerInfo?: TaskContainerExecutionInformation;
  readonly endTime?: string;
  readonly exitCode?: number;
  readonly failureInfo?: TaskFailureInformation;
  readonly lastRequeueTime?: string;
  readonly lastRetryTime?: string;
  readonly requeueCount: number;
  readonly result?: TaskExecutionResult;
  readonly retryCount: number;
  readonly startTime?: string;
}

export type TaskExecutionResult = "success" | "failure";

export interface TaskFailureInformation {
  readonly category: ErrorCategory;
  readonly code?: string;
  readonly details?: readonly NameValuePair[];
  readonly message?: string;
}

export interface TaskIdRange {
  readonly end: number;
  readonly start: number;
}

export interface TaskInformation {
  readonly executionInfo?: TaskExecutionInformation;
  readonly jobId?: string;
  readonly subtaskId?: number;
  readonly taskId?: string;
  readonly taskState: TaskState;
  readonly taskUrl?: string;
}

export interface TaskSchedulingPolicy {
  readonly jobDefaultOrder?: "none" | "creationtime";
  readonly nodeFillType: "spread" | "pack";
}

export interface TaskSlotCounts {
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
  readonly running: number;
  readonly succeeded: number;
}

export type TaskState = "active" | "preparing" | "running" | "completed";

export interface TaskStatistics {
  readonly kernelCPUTime: string;
  readonly lastUpdateTime: string;
  readonly readIOGiB: number;
  readonly readIOps: number;
  readonly startTime: string;
  readonly url: string;
  readonly userCPUTime: string;
  readonly waitTime: string;
  readonly wallClockTime: string;
  readonly writeIOGiB: number;
  readonly writeIOps: number;
}

export interface TaskUpdateParameter {
  readonly constraints?: TaskConstraints;
}

export interface UefiSettings {
  readonly secureBootEnabled?: boolean;
  readonly vTpmEnabled?: boolean;
}

export interface UpgradePolicy {
  readonly automaticOSUpgradePolicy?: AutomaticOSUpgradePolicy;
  readonly mode: "automatic" | "manual" | "rolling";
  readonly rollingUpgradePolicy?: RollingUpgradePolicy;
}

export interface UploadBatchServiceLogsConfiguration {
  readonly containerUrl: string;
  readonly endTime?: string;
  readonly identityReference?: ComputeNodeIdentityReference;
  readonly startTime: string;
}

export interface UploadBatchServiceLogsResult {
  readonly numberOfFilesUploaded: number;
  readonly virtualDirectoryName: string;
}

export interface UsageStatistics {
  readonly dedicatedCoreTime: string;
  readonly lastUpdateTime: string;
  readonly startTime: string;
}

export interface UserAccount {
  readonly elevationLevel?: ElevationLevel;
  readonly linuxUserConfiguration?: LinuxUserConfiguration;
  readonly name: string;
  readonly password: string;
  readonly windowsUserConfiguration?: WindowsUserConfiguration;
}

export interface UserAssignedIdentity {
  readonly clientId?: string;
  readonly principalId?: string;
  readonly resourceId: string;
}

export interface UserIdentity {
  readonly autoUser?: AutoUserSpecification;
  readonly username?: string;
}

export interface VMDiskSecurityProfile {
  readonly securityEncryptionType?: "NonPersistedTPM" | "VMGuestStateOnly" | "DiskWithVMGuestState";
}

export interface VMExtension {
  readonly autoUpgradeMinorVersion?: boolean;
  readonly enableAutomaticUpgrade?: boolean;
  readonly name: string;
  readonly protectedSettings?: Readonly<Record<string, unknown>>;
  readonly provisionAfterExtensions?: readonly string[];
  readonly publisher: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly type: string;
  readonly typeHandlerVersion?: string;
}

export interface VMExtensionInstanceView {
  readonly name?: string;
  readonly statuses?: readonly InstanceViewStatus[];
  readonly subStatuses?: readonly InstanceViewStatus[];
}

export interface VirtualMachineConfiguration {
  readonly containerConfiguration?: ContainerConfiguration;
  readonly dataDisks?: readonly DataDisk[];
  readonly diskEncryptionConfiguration?: DiskEncryptionConfiguration;
  readonly extensions?: readonly VMExtension[];
  readonly imageReference: ImageReference;
  readonly licenseType?: string;
  readonly nodeAgentSKUId: string;
  readonly nodePlacementConfiguration?: NodePlacementConfiguration;
  readonly osDisk?: OSDisk;
  readonly securityProfile?: SecurityProfile;
  readonly serviceArtifactReference?: ServiceArtifactReference;
  readonly windowsConfiguration?: WindowsConfiguration;
}

export interface VirtualMachineInfo {
  readonly imageReference?: ImageReference;
  readonly scaleSetVmResourceId?: string;
}

export interface WindowsConfiguration {
  readonly enableAutomaticUpdates?: boolean;
}

export interface WindowsUserConfiguration {
  readonly loginMode?: "batch" | "interactive";
}
