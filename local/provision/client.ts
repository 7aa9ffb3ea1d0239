import { subscriptionId } from "./arm-path.ts";
import { guidOf } from "./guid.ts";
import type { Invoke } from "./provisioner.ts";

export const tenantId = guidOf("tenant");

/** Object id of the local user. */
export const localUser = guidOf("user");

/** Returns the identity that a program runs with. The local cloud checks no identity, but programs read it. */
export const getClientConfig: Invoke = (_inputs, _cloud, client = {}) => ({
  clientId: client.clientId ?? guidOf("client"),
  objectId: client.clientId === undefined ? localUser : guidOf(`service principal ${client.clientId}`),
  subscriptionId: client.subscriptionId ?? subscriptionId,
  tenantId: client.tenantId ?? tenantId,
});
