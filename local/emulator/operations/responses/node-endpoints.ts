import type { ApiVersion } from "../../protocol/versions.ts";
import type { Node, Pool } from "../../state/resource-types.ts";

/**
 * First version without a mapping of the SSH port that the pool doesn't ask for.
 * https://learn.microsoft.com/azure/batch/pool-endpoint-configuration
 */
const withoutDefaultMapping = "2024-07-01.20.0";

/** Returns the node's public endpoints. A node is this machine, so frontend and backend ports are the same. */
export const endpointConfiguration = (apiVersion: ApiVersion, pool: Pool, { index = 0 }: Node): object => {
  const { endpointConfiguration, publicIPAddressConfiguration } = pool.networkConfiguration ?? {};
  if (publicIPAddressConfiguration?.provision === "nopublicipaddresses") return {};
  const pools = endpointConfiguration?.inboundNATPools ?? [];
  const ssh = { name: "SSHRule", protocol: "tcp", backendPort: 22 };
  const hasDefault =
    apiVersion < withoutDefaultMapping && !pools.some(({ backendPort }) => backendPort === 22);
  const inboundEndpoints = [...pools, ...(hasDefault ? [ssh] : [])].map(
    ({ name, protocol, backendPort }) => ({
      name: `${name}.${index}`,
      protocol,
      publicIPAddress: "127.0.0.1",
      publicFQDN: "localhost",
      frontendPort: backendPort,
      backendPort,
    }),
  );
  return inboundEndpoints.length === 0 ? {} : { endpointConfiguration: { inboundEndpoints } };
};
