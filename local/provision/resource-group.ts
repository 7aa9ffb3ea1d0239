import * as v from "valibot";
import { armId, type Provisioner } from "./provisioner.ts";

const Inputs = v.object({ resourceGroupName: v.string() });

/** A resource group is nothing but a name here. */
export const resourceGroup: Provisioner = {
  name: { input: "resourceGroupName", unique: true },
  immutable: ["resourceGroupName", "location"],
  put: (inputs) => {
    const { resourceGroupName } = v.parse(Inputs, inputs);
    return { id: armId(resourceGroupName), state: { ...inputs, name: resourceGroupName } };
  },
  remove: () => {},
};
