import { invalidProperty } from "../../protocol/errors.ts";
import type { Pool } from "../../state/resource-types.ts";
import { supportedImages } from "./supported-images.ts";

/** Current and former node agents: Azure/Batch, changelogs/nodeagent. */
const agents = /^batch\.node\.(ubuntu|debian|centos|el|rhel|mariner|azurelinux|opensuse|sles|windows) ?\S/i;

/**
 * Throws if Azure has no such machine: the node agent is unknown, or isn't the image's. Images that `supportedImages` doesn't
 * have are accepted, because Azure may have them.
 */
export const checkMachine = ({ virtualMachineConfiguration: machine }: Partial<Pool>): void => {
  const agent = machine?.nodeAgentSKUId;
  if (agent === undefined) return;
  if (!agents.test(agent))
    throw invalidProperty("nodeAgentSKUId", agent, "Expected the node agent SKU of a supported image.");
  const { publisher, offer, sku } = machine?.imageReference ?? {};
  const image = supportedImages.find(
    ({ imageReference: known }) =>
      isSame(known.publisher, publisher) && isSame(known.offer, offer) && isSame(known.sku, sku),
  );
  if (image !== undefined && !isSame(image.nodeAgentSKUId, agent))
    throw invalidProperty("nodeAgentSKUId", agent, `Expected ${image.nodeAgentSKUId} for this image.`);
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
