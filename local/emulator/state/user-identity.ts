import type { UserIdentity } from "../protocol/types.ts";

/** Returns the user that a command runs as, with Azure's defaults: a non-administrative user of the pool. */
export const userIdentityOf = (given: UserIdentity | undefined): UserIdentity =>
  given?.username === undefined
    ? { autoUser: { scope: "pool", elevationLevel: "nonadmin", ...given?.autoUser } }
    : given;
