import { invalidProperty } from "../../protocol/errors.ts";
import type { Pool } from "../../state/resource-types.ts";
import { supportedImages } from "./supported-images.ts";

/** The node agents that there are, or were: Azure/Batch, changelogs/nodeagent. */
const agents = /^batch\.node\.(ubuntu|debian|centos|el|rhel|mariner|azurelinux|opensuse|sles|windows) ?\S/i;

/**
 * Refuses a machine that Azure has not: a node agent of no known kind, or of another kind than the image's. An image that is
 * not in the list of this service may be in Azure's.
 */
export const checkMachine = ({ virtualMachineConfiguration: machine }: Partial<Pool>): void => {
  const agent = machine?.nodeAgentSKUId;
  if (agent === undefined) return;
  if (!agents.test(agent))
    throw invalidProperty(
      "nodeAgentSKUId",
      agent,
      "There is no such node agent SKU: list the supported images.",
    );
  const { publisher, offer, sku } = machine?.imageReference ?? {};
  const image = supportedImages.find(
    ({ imageReference: known }) =>
      isSame(known.publisher, publisher) && isSame(known.offer, offer) && isSame(known.sku, sku),
  );
  if (image !== undefined && !isSame(image.nodeAgentSKUId, agent))
    throw invalidProperty(
      "nodeAgentSKUId",
      agent,
      `The node agent SKU of this image is ${image.nodeAgentSKUId}.`,
    );
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
      `A node of size ${vmSize} has from 1 to ${most} task slots.`,
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
