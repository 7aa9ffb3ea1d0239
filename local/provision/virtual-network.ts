import type { Invoke } from "./provisioner.ts";

/** The local cloud has no networks, so the region of one is unknown. */
export const getVirtualNetwork: Invoke = () => ({});
