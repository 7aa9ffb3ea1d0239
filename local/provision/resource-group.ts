import * as v from "valibot";
import { resourceGroupPath } from "./arm-path.ts";
import type { Provisioner } from "./provisioner.ts";
import { location, names, tags } from "./rules.ts";

/** Recorded: a resource group contains only names. */
export const resourceGroup: Provisioner = {
  path: resourceGroupPath,
  rules: v.looseObject({ resourceGroupName: names.resourceGroup, location, tags }),
  replacedBy: ["location"],
};
