import type * as pulumi from "@pulumi/pulumi";

export interface ContainersArgs {
  /** With none, the pool runs no containers. */
  readonly images: readonly string[];
  /** Resource id of the registry that nodes pull from with their identity; "" for none. */
  readonly registryId: string;
}

/** Part of a pool's virtual machine configuration. A node pulls the images before it takes its first task. */
export const containerConfiguration = (
  { images, registryId }: ContainersArgs,
  nodeIdentityId: pulumi.Input<string> | undefined,
) =>
  images.length === 0
    ? {}
    : {
        containerConfiguration: {
          type: "DockerCompatible",
          containerImageNames: [...images],
          containerRegistries: registryServers(registryId, images).map((registryServer) => ({
            registryServer,
            identityReference: { resourceId: nodeIdentityId },
          })),
        },
      };

/**
 * Login servers of a registry, as its images name them: `<name>.azurecr.io`, or `<name>-<hash>.azurecr.io` where it was made
 * with a domain name label. https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli
 */
export const registryServers = (registryId: string, images: readonly string[]): string[] => {
  if (registryId === "") return [];
  const server = new RegExp(`^${registryName(registryId)}(-\\w+)?\\.azurecr\\.\\w+$`, "i");
  return [...new Set(images.map((image) => image.split("/")[0]!).filter((host) => server.test(host)))];
};

export const registryName = (registryId: string): string => registryId.split("/").at(-1)!.toLowerCase();
