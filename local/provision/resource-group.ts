import * as v from "valibot";
import { armId, autoName, type Provisioner } from "./provisioner.ts";

const Inputs = v.object({ resourceGroupName: v.optional(v.string()) });

/** A resource group is nothing but a name here. */
export const resourceGroup: Provisioner = {
  put: (declared, cloud) => {
    const { resourceGroupName = autoName(declared, cloud) } = v.parse(Inputs, declared.inputs);
    const state = { ...declared.inputs, resourceGroupName, name: resourceGroupName };
    return { id: armId(resourceGroupName), state };
  },
};
