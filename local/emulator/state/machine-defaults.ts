import type { DataDisk, ImageReference, OSDisk, VirtualMachineConfiguration } from "../protocol/types.ts";

/** Returns a pool's machine with Azure's defaults. Only parts that the client sent get them. */
export const withMachineDefaults = (given: VirtualMachineConfiguration): VirtualMachineConfiguration => {
  const { dataDisks, osDisk, windowsConfiguration, containerConfiguration, nodePlacementConfiguration } =
    given;
  return {
    ...given,
    imageReference: withVersion(given.imageReference),
    ...(dataDisks && { dataDisks: dataDisks.map(withDiskDefaults) }),
    ...(osDisk && { osDisk: withOsDiskDefaults(osDisk) }),
    ...(windowsConfiguration && {
      windowsConfiguration: { enableAutomaticUpdates: true, ...windowsConfiguration },
    }),
    ...(containerConfiguration?.containerRegistries && {
      containerConfiguration: {
        ...containerConfiguration,
        containerRegistries: containerConfiguration.containerRegistries.map((registry) => ({
          registryServer: "docker.io",
          ...registry,
        })),
      },
    }),
    ...(nodePlacementConfiguration && {
      nodePlacementConfiguration: { policy: "regional", ...nodePlacementConfiguration },
    }),
  };
};

/** Swagger, ImageReference.version: "If omitted, the default is 'latest'." Images that have an id have no version. */
const withVersion = (image: ImageReference): ImageReference =>
  image.publisher === undefined ? image : { ...image, version: image.version ?? "latest" };

/** Recorded by azure-sdk-for-python (test_batch_create_pools); the definition says that the default is `readwrite`. */
const withDiskDefaults = (disk: DataDisk): DataDisk => ({
  caching: "none",
  storageAccountType: "standard_lrs",
  ...disk,
});

/** Recorded by azure-cli (test_batch_pool_osDisk_cmd). */
const withOsDiskDefaults = (disk: OSDisk): OSDisk => ({ ephemeralOSDiskSettings: {}, ...disk });
