import { invalidProperty } from "../../protocol/errors.ts";
import type { Pool } from "../../state/resource-types.ts";
import { supportedImages } from "./supported-images.ts";
import { coresOf } from "./vm-size.ts";

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
