import * as pulumi from "@pulumi/pulumi";

/**
 * Waits until an output has its value or, in a preview, is known to be unknown. Rejects with the error of its function or `apply`:
 * awaiting it ends the program before further resources are declared, whose outputs would each repeat the error.
 */
export const settled = async (output: pulumi.Output<unknown>): Promise<void> => {
  let failure: { readonly error: Error } | undefined;
  const recovered = pulumi.recover(output, (error) => {
    failure = { error };
  });
  await pulumi.isSecret(recovered);
  if (failure !== undefined) withoutStack(failure.error);
};

/** Throws an error that the CLI prints without a stack trace, because Azure's refusals, such as of a sign-in, aren't bugs of the program. */
export const withoutStack = (error: Error): never => {
  throw error instanceof pulumi.RunError ? error : new pulumi.RunError(error.message);
};

/**
 * Keeps the message of an error as it is. Pulumi prepends the name of each output that waited for a failed component, `error
 * serializing property "…": `, to the message (3.270.0, runtime/rpc.js).
 */
export const withFixedMessage = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  const fixed = Object.defineProperty(error, "message", { get: () => message, set: () => {} });
  // A plugin prints the stack even of a RunError.
  return pulumi.RunError.isInstance(error) ? Object.assign(fixed, { stack: message }) : fixed;
};
