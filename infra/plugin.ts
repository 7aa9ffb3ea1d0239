import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { BatchEnvironment } from "./batch-environment.ts";
import type { BatchEnvironmentArgs } from "./settings/args.ts";

const type = "azbatch:index:BatchEnvironment";

/**
 * Serves the component to Pulumi's engine, for programs in other languages. The engine passes its address as an argument of the
 * process.
 *
 * @param folder folder with `schema.json`, next to the package's own package.json
 */
export const servePlugin = (folder: string): Promise<void> => {
  const read = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));
  const { version } = read("../package.json");
  const schema = JSON.stringify({ ...read("schema.json"), version });
  return pulumi.provider.main({ version, schema, construct }, process.argv.slice(2));
};

const construct: NonNullable<pulumi.provider.Provider["construct"]> = async (name, token, inputs, opts) => {
  if (token !== type) throw new pulumi.RunError(`${token}: expected the type ${type}.`);
  const { urn, outputs } = new BatchEnvironment(name, inputs as BatchEnvironmentArgs, opts);
  return { urn, state: { ...outputs, outputs: pulumi.output(outputs) } };
};
