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
