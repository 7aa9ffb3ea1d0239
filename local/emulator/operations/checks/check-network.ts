import { invalidProperty } from "../../protocol/errors.ts";
import type { InboundNATPool, NetworkConfiguration } from "../../protocol/types.ts";

/** Throws if Azure refuses a pool's network. The rules are in the descriptions of InboundNATPool and NetworkSecurityGroupRule in its definition. */
export const checkNetwork = (network: NetworkConfiguration | undefined): void => {
  const pools = network?.endpointConfiguration?.inboundNATPools ?? [];
  if (pools.length > 0 && network?.publicIPAddressConfiguration?.provision === "nopublicipaddresses")
    throw invalidProperty("inboundNATPools", "", "Expected none with nopublicipaddresses.");
  for (const pool of pools) checkEndpoint(pool);
  checkDistinct(
    "name",
    pools.map(({ name }) => name.toLowerCase()),
  );
  checkDistinct(
    "backendPort",
    pools.map(({ backendPort }) => backendPort),
  );
  checkRanges(pools);
  const rules = pools.flatMap(({ networkSecurityGroupRules = [] }) => networkSecurityGroupRules);
  if (rules.length > maxRules)
    throw invalidProperty(
      "networkSecurityGroupRules",
      rules.length,
      `Expected at most ${maxRules} in a pool.`,
    );
  checkDistinct(
    "priority",
    rules.map(({ priority }) => priority),
  );
};

const maxRules = 25;
const endpointName = /^[A-Za-z0-9]([\w.-]{0,75}\w)?$/;
/**
 * Definition of 2025-06-01. Earlier ones also name 22 and 3389, which Microsoft's page maps.
 *
 * @see https://learn.microsoft.com/azure/batch/pool-endpoint-configuration
 */
const reservedBackendPorts = [29876, 29877];
const reservedFrontendPorts = { first: 50_000, last: 55_000 };
const minPortsOfRange = 40;

const checkEndpoint = ({ name, backendPort, ...range }: InboundNATPool): void => {
  if (!endpointName.test(name))
    throw invalidProperty(
      "name",
      name,
      "Expected 1 to 77 letters, digits, underscores, periods and hyphens, the first a letter or digit, the last no period or hyphen.",
    );
  if (reservedBackendPorts.includes(backendPort))
    throw invalidProperty("backendPort", backendPort, "The port is reserved.");
  const { frontendPortRangeStart: start, frontendPortRangeEnd: end } = range;
  if (end - start + 1 < minPortsOfRange)
    throw invalidProperty(
      "frontendPortRangeEnd",
      end,
      `Expected a range of at least ${minPortsOfRange} ports.`,
    );
  const { first, last } = reservedFrontendPorts;
  if (start <= last && end >= first)
    throw invalidProperty(
      "frontendPortRangeStart",
      start,
      `The ports from ${first} to ${last} are reserved.`,
    );
};

const checkRanges = (pools: readonly InboundNATPool[]): void => {
  const sorted = pools.toSorted((a, b) => a.frontendPortRangeStart - b.frontendPortRangeStart);
  for (const [index, { frontendPortRangeStart: start }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined && start <= before.frontendPortRangeEnd)
      throw invalidProperty("frontendPortRangeStart", start, "The range overlaps another one of the pool.");
  }
};

const checkDistinct = (property: string, values: readonly (string | number)[]): void => {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw invalidProperty(property, twice, "The value must be unique in the pool.");
};
