import { BatchError } from "../../../../local/emulator/protocol/errors.ts";

/** Returns the error with which a request is refused, as a list: empty if it isn't. */
export const problemsOf = (read: () => unknown): BatchError[] => {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof BatchError) return [error];
    throw error;
  }
};
