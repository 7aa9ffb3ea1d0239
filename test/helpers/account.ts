/** The account of the services that these tests start. */
export const account = "testaccount";

/** What a pool of Linux nodes needs. */
export const linux = {
  vmSize: "standard_d2s_v3",
  virtualMachineConfiguration: {
    imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404" },
    nodeAgentSKUId: "batch.node.ubuntu 24.04",
  },
};
