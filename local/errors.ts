/** Something in the surroundings is not as it has to be. The message says what was expected, what was found, what to do. */
export class LocalCloudError extends Error {
  override readonly name: string = "LocalCloudError";
}

/** Another process runs the local cloud of this folder. */
export class AlreadyRunningError extends LocalCloudError {}

/** Code of a system error such as `EADDRINUSE`, if it is one. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** With where it was thrown: for bugs. */
export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
