// Entry of the package's module `azbatch/pulumi`.
export { BatchEnvironment, type EnvironmentOutputs } from "./batch-environment.ts";
export type { BatchEnvironmentArgs } from "./settings/args.ts";
export { readSettings } from "./settings/read-settings.ts";
