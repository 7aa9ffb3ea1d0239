import * as pulumi from "@pulumi/pulumi";

/**
 * Waits until an output has its value, or, in a preview, is known to have none yet. Rejects with the error thrown in its `apply`, so
 * that the program ends with that error, before it declares more. Each output that depended on it would repeat the error.
 */
export const settled = async (output: pulumi.Output<unknown>): Promise<void> =>
  void (await pulumi.isSecret(output));
