import type { Invoke } from "./provisioner.ts";

/** Returns nothing: the local cloud has no networks, so that their region is unknown. */
export const getVirtualNetwork: Invoke = () => ({});
