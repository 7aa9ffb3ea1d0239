import type {
  InboundNATPool,
  NetworkConfiguration,
  PoolAddParameter,
  PoolSpecification,
  StartTask,
  UserAccount,
} from "../protocol/types.ts";
import { formatTime, type Micros } from "../time/clock.ts";
import { withMachineDefaults } from "./machine-defaults.ts";
import { newResource } from "./new-resource.ts";
import type { Pool } from "./resource-types.ts";
import { userIdentityOf } from "./user-identity.ts";

/** A pool to add. Only ARM sends an identity. */
export type NewPool = PoolAddParameter & Pick<Pool, "identity">;

/** Returns a new pool with Azure's defaults. */
export const newPool = (given: NewPool, now: Micros): Pool => {
  const time = formatTime(now);
  const nodes = (given.targetDedicatedNodes ?? 0) + (given.targetLowPriorityNodes ?? 0);
  return {
    ...withPoolDefaults(given),
    ...newResource(now),
    state: "active",
    allocationState: nodes > 0 ? "resizing" : "steady",
    allocationStateTransitionTime: time,
  };
};

/** Returns the settings of a pool, or of the automatic pool of a job, with Azure's defaults. Settings with defaults stay as they are. */
export const withPoolDefaults = <P extends PoolSpecification>(given: P) => ({
  resizeTimeout: "PT15M",
  enableAutoScale: false,
  taskSlotsPerNode: 1,
  targetDedicatedNodes: 0,
  targetLowPriorityNodes: 0,
  enableInterNodeCommunication: false,
  ...(given.enableAutoScale === true && { autoScaleEvaluationInterval: defaultInterval }),
  ...given,
  taskSchedulingPolicy: given.taskSchedulingPolicy ?? { nodeFillType: "spread" as const },
  ...partDefaults(given),
});

/** Swagger, PoolAddParameter.autoScaleEvaluationInterval: "The default value is 15 minutes." */
export const defaultInterval = "PT15M";

type Parts = Pick<
  Partial<Pool>,
  "startTask" | "virtualMachineConfiguration" | "networkConfiguration" | "userAccounts"
>;

/** Returns the parts of a pool that `given` has, with Azure's defaults. */
export const partDefaults = (given: Parts): Parts => {
  const { startTask, virtualMachineConfiguration, networkConfiguration, userAccounts } = given;
  return {
    ...(startTask && { startTask: withStartTaskDefaults(startTask) }),
    ...(virtualMachineConfiguration && {
      virtualMachineConfiguration: withMachineDefaults(virtualMachineConfiguration),
    }),
    ...(networkConfiguration && { networkConfiguration: withNetworkDefaults(networkConfiguration) }),
    ...(userAccounts && { userAccounts: userAccounts.map(withAccountDefaults) }),
  };
};

const withStartTaskDefaults = (given: StartTask): StartTask => ({
  maxTaskRetryCount: 0,
  waitForSuccess: true,
  ...given,
  userIdentity: userIdentityOf(given.userIdentity),
});

const withNetworkDefaults = (given: NetworkConfiguration): NetworkConfiguration => {
  const { endpointConfiguration, publicIPAddressConfiguration } = given;
  return {
    dynamicVNetAssignmentScope: "none",
    enableAcceleratedNetworking: false,
    ...given,
    ...(endpointConfiguration && {
      endpointConfiguration: {
        ...endpointConfiguration,
        inboundNATPools: endpointConfiguration.inboundNATPools.map(withRuleDefaults),
      },
    }),
    ...(publicIPAddressConfiguration && {
      publicIPAddressConfiguration: { provision: "batchmanaged", ...publicIPAddressConfiguration },
    }),
  };
};

const withRuleDefaults = (given: InboundNATPool): InboundNATPool => ({
  ...given,
  ...(given.networkSecurityGroupRules && {
    networkSecurityGroupRules: given.networkSecurityGroupRules.map((rule) => ({
      sourcePortRanges: ["*"],
      ...rule,
    })),
  }),
});

const withAccountDefaults = (given: UserAccount): UserAccount => ({ elevationLevel: "nonadmin", ...given });
