import * as v from "valibot";
import { idOf, resourceGroupPath } from "./arm-path.ts";
import type { Invoke, Provisioner } from "./provisioner.ts";
import { location, names, tags, text } from "./rules.ts";

const path = `${resourceGroupPath}/providers/Microsoft.Network/virtualNetworks/{virtualNetworkName}` as const;

// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftnetwork
const name = (most: number, least: number) =>
  text(
    new RegExp(`^(?=.{${least},${most}}$)[A-Za-z0-9]([-\\w.]*\\w)?$`),
    `${least} to ${most} letters, digits, _, - and ., first a letter or digit, last a letter, digit or _`,
  );

const inNetwork = { resourceGroupName: names.resourceGroup, virtualNetworkName: name(64, 2) };

const Inputs = v.object({ subnets: v.optional(v.array(v.looseObject({ name: v.string() })), []) });

/** Recorded: nodes use the network of this machine. */
export const virtualNetwork: Provisioner = {
  path,
  rules: v.looseObject({
    ...inNetwork,
    location: v.optional(location),
    subnets: v.optional(v.array(v.looseObject({ name: name(80, 1) }, "an object with a name"))),
    tags,
  }),
  replacedBy: ["location"],
  outputs: (inputs) => ({
    subnets: v
      .parse(Inputs, inputs)
      .subnets.map((each) => ({ ...each, id: `${idOf(path, inputs)}/subnets/${each.name}` })),
  }),
};

/** Recorded, like its network. */
export const subnet: Provisioner = {
  path: `${path}/subnets/{subnetName}`,
  rules: v.looseObject({ ...inNetwork, subnetName: name(80, 1) }),
};

/** Returns a declared network, or nothing for one outside the local cloud: its region is unknown. */
export const getVirtualNetwork: Invoke = (inputs, cloud) => {
  const id = idOf(path, inputs);
  const found = cloud.state.resource(id);
  return found ? { ...found.inputs, ...virtualNetwork.outputs?.(found.inputs, cloud), id } : {};
};
