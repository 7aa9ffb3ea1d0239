/** Account of the services that tests start. */
export const account = "testaccount";

/** Configuration of a pool of Linux nodes. */
export const linux = {
  vmSize: "standard_d2s_v3",
  virtualMachineConfiguration: {
    imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404" },
    nodeAgentSKUId: "batch.node.ubuntu 24.04",
  },
};
