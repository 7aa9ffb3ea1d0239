import * as v from "valibot";
import { armId, count, duration, names, oneOf, text, whole } from "./rules.ts";

/** An object with rules for some of its properties. */
const part = <Entries extends v.ObjectEntries>(entries: Entries) => v.looseObject(entries, "an object");

const elevationLevel = v.optional(oneOf("NonAdmin", "Admin"));

const startTask = part({
  commandLine: v.pipe(v.string("a command line"), v.nonEmpty("a command line that is not empty")),
  maxTaskRetryCount: v.optional(whole(-1, Number.MAX_SAFE_INTEGER)),
  waitForSuccess: v.optional(v.boolean("true or false")),
  userIdentity: v.optional(
    part({ autoUser: v.optional(part({ scope: v.optional(oneOf("Pool", "Task")), elevationLevel })) }),
  ),
});

const imageReference = v.pipe(
  part({ id: v.optional(armId), publisher: v.optional(v.string()) }),
  v.check(
    ({ id, publisher }) => (id === undefined) !== (publisher === undefined),
    "either an id or a publisher, offer and sku",
  ),
);

const virtualMachine = part({
  imageReference,
  nodeAgentSkuId: v.pipe(
    v.string("a node agent such as batch.node.ubuntu 24.04"),
    v.nonEmpty("a node agent"),
  ),
  containerConfiguration: v.optional(
    part({
      type: oneOf("DockerCompatible", "CriCompatible"),
      containerImageNames: v.optional(v.array(v.string("the name of an image"))),
      containerRegistries: v.optional(
        v.array(part({ identityReference: v.optional(part({ resourceId: armId })) })),
      ),
    }),
  ),
});

const scaleSettings = v.pipe(
  part({
    fixedScale: v.optional(
      part({
        targetDedicatedNodes: v.optional(count),
        targetLowPriorityNodes: v.optional(count),
        resizeTimeout: v.optional(duration),
        nodeDeallocationOption: v.optional(oneOf("Requeue", "Terminate", "TaskCompletion", "RetainedData")),
      }),
    ),
    autoScale: v.optional(
      part({
        formula: v.pipe(v.string("a formula"), v.nonEmpty("a formula that is not empty")),
        evaluationInterval: v.optional(duration),
      }),
    ),
  }),
  v.check(
    ({ fixedScale, autoScale }) => (fixedScale === undefined) !== (autoScale === undefined),
    "either fixedScale or autoScale",
  ),
);

const identity = v.pipe(
  part({ type: oneOf("UserAssigned", "None"), userAssignedIdentities: v.optional(v.array(armId)) }),
  v.check(
    ({ type, userAssignedIdentities: ids = [] }) => (type === "UserAssigned") === ids.length > 0,
    "userAssignedIdentities with at least one id for the type UserAssigned, and none for None",
  ),
);

/** Rules of Microsoft.Batch/2024-07-01, PoolProperties and below, with the limits of their descriptions. */
export const poolRules = v.looseObject({
  resourceGroupName: names.resourceGroup,
  accountName: names.batchAccount,
  poolName: names.pool,
  displayName: v.optional(v.pipe(v.string(), v.maxLength(1024, "at most 1024 characters"))),
  vmSize: text(/^[A-Za-z]\w*(-\w+)*$/, "a VM size such as Standard_D2s_v5"),
  taskSlotsPerNode: v.optional(whole(1, 256)),
  interNodeCommunication: v.optional(oneOf("Enabled", "Disabled")),
  targetNodeCommunicationMode: v.optional(oneOf("Default", "Classic", "Simplified")),
  taskSchedulingPolicy: v.optional(part({ nodeFillType: oneOf("Spread", "Pack") })),
  deploymentConfiguration: part({ virtualMachineConfiguration: virtualMachine }),
  scaleSettings: v.optional(scaleSettings),
  startTask: v.optional(startTask),
  metadata: v.optional(v.array(part({ name: v.string("a text"), value: v.string("a text") }))),
  userAccounts: v.optional(v.array(part({ name: v.string("a text"), elevationLevel }))),
  networkConfiguration: v.optional(
    part({
      subnetId: v.optional(armId),
      publicIPAddressConfiguration: v.optional(
        part({ provision: v.optional(oneOf("BatchManaged", "UserManaged", "NoPublicIPAddresses")) }),
      ),
    }),
  ),
  identity: v.optional(identity),
});
