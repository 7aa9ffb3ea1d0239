import * as pulumi from "@pulumi/pulumi";

/**
 * Waits until an output has its value, or, in a preview, is known to have none yet. Rejects with the error of its function or its
 * `apply`, so that the program ends with that error, before it declares more. Each output that depended on it would repeat the error.
 */
export const settled = async (output: pulumi.Output<unknown>): Promise<void> => {
  let failure: { readonly error: Error } | undefined;
  const recovered = pulumi.recover(output, (error) => {
    failure = { error };
  });
  await pulumi.isSecret(recovered);
  if (failure !== undefined) withoutStack(failure.error);
};

/** Throws what the CLI prints without a stack trace: what Azure refuses, such as a sign-in, is no fault of the program. */
export const withoutStack = (error: Error): never => {
  throw error instanceof pulumi.RunError ? error : new pulumi.RunError(error.message);
};
