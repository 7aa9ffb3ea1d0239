import * as pulumi from "@pulumi/pulumi";
import { declareEnvironment } from "./environment.ts";
import { formerly, formerType } from "./former-names.ts";
import { requireLocalCloud } from "./local-cloud.ts";
import { type EntraOutputs, type KeysOutputs, outputNames, type StackOutputs } from "./outputs.ts";
import type { BatchEnvironmentArgs } from "./settings/args.ts";
import { resolveSettings } from "./settings/resolve-settings.ts";
import { withFixedMessage } from "./settled.ts";

type OutputsOf<T> = { readonly [Key in keyof T]: Key extends "auth" ? T[Key] : pulumi.Output<T[Key]> };

/** The stack outputs that the runner reads. */
export type EnvironmentOutputs = OutputsOf<KeysOutputs> | OutputsOf<EntraOutputs>;

/**
 * An environment for runs: a Batch account, a pool of nodes and a storage account, in a resource group.
 *
 * All resources are children of the component, so they use its provider and other options. Their names start with its name.
 * Invalid arguments, and quotas that are too small, end `pulumi up` and `pulumi preview` with an error for each problem.
 */
export class BatchEnvironment extends pulumi.ComponentResource {
  /** Export them from the stack: `azbatch submit` reads them. */
  readonly outputs: EnvironmentOutputs;

  /** @param name at most 16 letters and digits, with single hyphens between them and a letter first */
  constructor(name: string, args: BatchEnvironmentArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("azbatch:index:BatchEnvironment", name, {}, { ...formerPool(name), ...opts });
    const declared = this.#declare(name, args);
    const auth = args.auth ?? "keys";
    this.outputs = Object.fromEntries(
      outputNames(auth).map((key) => [
        key,
        key === "auth" ? auth : pulumi.output(declared.then((outputs) => outputs[key as keyof StackOutputs])),
      ]),
    ) as unknown as EnvironmentOutputs;
    // It waits for the outputs, so the program can't end before all resources are declared.
    this.registerOutputs(this.outputs);
  }

  async #declare(name: string, args: BatchEnvironmentArgs) {
    try {
      await requireLocalCloud();
      return await declareEnvironment({ name, parent: this }, await resolveSettings(name, args, this));
    } catch (error) {
      throw withFixedMessage(error);
    }
  }
}

/** The pool's component of version 0.1, so that an upgrade neither creates nor deletes a component. */
const formerPool = (name: string) => formerly(name, formerType("Pool"), "workers");
