interface SupportedImage {
  readonly nodeAgentSKUId: string;
  readonly imageReference: Readonly<Record<"publisher" | "offer" | "sku" | "version", string>>;
  readonly osType: "linux";
  readonly verificationType: "verified";
  readonly capabilities?: readonly string[];
}

const linux = (
  sku: string,
  reference: readonly [string, string, string],
  capabilities?: readonly string[],
): SupportedImage => {
  const [publisher, offer, image] = reference;
  return {
    nodeAgentSKUId: `batch.node.${sku}`,
    imageReference: { publisher, offer, sku: image, version: "latest" },
    osType: "linux",
    verificationType: "verified",
    capabilities,
  };
};

const containers = ["DockerCompatible", "NvidiaTeslaDriverInstalled"];

/** Images that Azure offers in 2026, sorted as Azure does: by publisher, offer and SKU. The emulator's nodes are processes on this machine, whatever their image. */
export const supportedImages: readonly SupportedImage[] = [
  linux("ubuntu 22.04", ["canonical", "0001-com-ubuntu-server-jammy", "22_04-lts"]),
  linux("ubuntu 24.04", ["canonical", "ubuntu-24_04-lts", "server"]),
  linux("ubuntu 22.04", ["microsoft-dsvm", "ubuntu-hpc", "2204"], containers),
  linux("ubuntu 24.04", ["microsoft-dsvm", "ubuntu-hpc", "2404"], containers),
];
