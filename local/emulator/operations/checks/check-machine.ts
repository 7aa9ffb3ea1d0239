import { BatchError, invalidProperty } from "../../protocol/errors.ts";
import type {
  DataDisk,
  ImageReference,
  UserAccount,
  VirtualMachineConfiguration,
} from "../../protocol/types.ts";
import type { ApiVersion } from "../../protocol/versions.ts";
import type { Pool } from "../../state/resource-types.ts";
import { checkContainers, checkImage } from "./check-image.ts";
import { supportedImages } from "./supported-images.ts";

/** Current and former node agents: Azure/Batch, changelogs/nodeagent. */
const agents = /^batch\.node\.(ubuntu|debian|centos|el|rhel|mariner|azurelinux|opensuse|sles|windows) ?\S/i;

/** Throws if Azure has no such machine: the image or node agent is unknown, or they or the settings of the operating system don't match. */
export const checkMachine = (
  { virtualMachineConfiguration: machine, userAccounts = [] }: Partial<Pool>,
  apiVersion?: ApiVersion,
): void => {
  if (machine === undefined) return;
  const { imageReference, nodeAgentSKUId: agent } = machine;
  checkImage(imageReference, apiVersion);
  if (machine.containerConfiguration !== undefined) checkContainers(imageReference);
  checkAgent(imageReference, agent);
  checkDisks(machine.dataDisks);
  if (!/^batch\.node\.windows/i.test(agent)) checkLinux(machine, userAccounts);
};

const checkAgent = ({ publisher, offer, sku }: ImageReference, agent: string): void => {
  if (!agents.test(agent))
    throw invalidProperty("nodeAgentSKUId", agent, "Expected the node agent SKU of a supported image.");
  const image = supportedImages.find(
    ({ imageReference: known }) =>
      isSame(known.publisher, publisher) && isSame(known.offer, offer) && isSame(known.sku, sku),
  );
  if (image !== undefined && !isSame(image.nodeAgentSKUId, agent))
    throw invalidProperty("nodeAgentSKUId", agent, `Expected ${image.nodeAgentSKUId} for this image.`);
};

/** Settings of Windows that a Linux pool can't have. The first is recorded by azure-sdk-for-java (failCreateLinuxPoolWithWindowsConfig). */
const checkLinux = (
  { windowsConfiguration }: Pick<VirtualMachineConfiguration, "windowsConfiguration">,
  userAccounts: readonly Pick<UserAccount, "name" | "windowsUserConfiguration">[],
): void => {
  const account = userAccounts.find(({ windowsUserConfiguration }) => windowsUserConfiguration !== undefined);
  if (account !== undefined)
    throw new BatchError("InvalidPropertyValue", {
      PropertyName: "windowsUserConfiguration",
      Reason: `The user configuration for user account '${account.name}' has a mismatch with the OS (Windows/Linux) configuration specified in VirtualMachineConfiguration`,
    });
  if (windowsConfiguration !== undefined)
    throw invalidProperty("windowsConfiguration", windowsConfiguration, "Expected none with a Linux image.");
};

const checkDisks = (disks: readonly DataDisk[] = []): void => {
  const luns = disks.map(({ lun }) => lun);
  const twice = luns.find((lun, index) => luns.indexOf(lun) !== index);
  if (twice !== undefined) throw invalidProperty("lun", twice, "Expected a distinct lun for each data disk.");
};

const isSame = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

const maxSlots = 256;
const maxSlotsPerCore = 4;

/** Swagger, PoolAddParameter.taskSlotsPerNode: "the smaller value of 4 times the number of cores of the vmSize of the Pool or 256". */
export const checkSlots = ({ taskSlotsPerNode: slots = 1, vmSize = "" }: Partial<Pool>): void => {
  const cores = coresOf(vmSize) ?? maxSlots;
  const most = Math.min(maxSlots, maxSlotsPerCore * cores);
  if (slots < 1 || slots > most)
    throw invalidProperty(
      "taskSlotsPerNode",
      slots,
      `Expected from 1 to ${most} task slots on size ${vmSize}.`,
    );
};

/**
 * Returns the cores of an Azure VM size by its name in any case: `Standard_D2s_v5` → 2; of a constrained size those that are
 * left: `Standard_E8-4s_v5` → 4. Undefined for the D, Ds, Dv2, Dsv2, G and Gs series, whose numbers count sizes.
 * https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
const coresOf = (vmSize: string): number | undefined => {
  if (/^Standard_[DG]S?\d+(-\d+)?i?(_v2)?(_Promo)?$/i.test(vmSize)) return undefined;
  const [, all, left] = /^Standard_[A-Z]+(\d+)(?:-(\d+))?[a-z]*(?:_|$)/i.exec(vmSize) ?? [];
  return all === undefined ? undefined : Number(left ?? all);
};
