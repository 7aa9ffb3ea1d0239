import * as pulumi from "@pulumi/pulumi";

export interface ContainersArgs {
  /** Without images, the pool runs no containers. */
  readonly images: readonly string[];
  /** Resource id of the registry that nodes pull from with their identity; "" for no registry. */
  readonly registryId: pulumi.Input<string>;
}

/** Returns the container part of a pool's virtual machine configuration. A node pulls the images before it runs its first task. */
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
          containerRegistries: pulumi.output(registryId).apply((id) =>
            registryServers(id, images).map((registryServer) => ({
              registryServer,
              identityReference: { resourceId: nodeIdentityId },
            })),
          ),
        },
      };

/**
 * Returns the login servers of a registry that images name: `<name>.azurecr.io`, or `<name>-<hash>.azurecr.io` if the registry was
 * created with a domain name label.
 *
 * @see https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli
 */
export const registryServers = (registryId: string, images: readonly string[]): string[] => {
  if (registryId === "") return [];
  const server = new RegExp(`^${registryName(registryId)}(-\\w+)?\\.azurecr\\.\\w+$`, "i");
  return [...new Set(images.map((image) => image.split("/")[0]!).filter((host) => server.test(host)))];
};

export const registryName = (registryId: string): string => registryId.split("/").at(-1)!.toLowerCase();
