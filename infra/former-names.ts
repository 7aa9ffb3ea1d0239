import * as pulumi from "@pulumi/pulumi";

/** Name of the environment that takes over the resources of a stack of version 0.1, which had no environment components. */
const inherits = "azbatch";

/**
 * Returns the URN that a resource had in version 0.1, as an option of the resource, so that an upgraded stack keeps its resources.
 *
 * @param environment name of the component
 * @param type former types of its parents and of itself, separated by `$`
 * @param name former name
 */
export const formerly = (environment: string, type: string, name: string): { readonly aliases?: string[] } =>
  environment === inherits
    ? { aliases: [`urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${type}::${name}`] }
    : {};

/** Former type of a component. */
export const formerType = (component: "Access" | "BatchAccount" | "Pool" | "Storage"): string =>
  `azure-batch-workloads:index:${component}`;
