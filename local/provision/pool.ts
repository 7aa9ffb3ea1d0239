import * as v from "valibot";
import { BatchError } from "../emulator/index.ts";
import { poolRefused } from "./arm-error.ts";
import { armTypeOf, idOf, parentOf, resourceGroupPath } from "./arm-path.ts";
import { armPool } from "./arm-pool.ts";
import { armPoolState } from "./arm-pool-state.ts";
import { dataPlanePool } from "./data-plane-pool.ts";
import { poolRules } from "./pool-rules.ts";
import { refusalOfOlderVersions, requireChangeable, updated } from "./pool-update.ts";
import type { Cloud, Inputs, Provisioner, ResourceUpdate } from "./provisioner.ts";
import { requireSubnetNearby } from "./subnet-place.ts";

const Pool = v.looseObject({
  resourceGroupName: v.string(),
  accountName: v.string(),
  poolName: v.string(),
});

const path =
  `${resourceGroupPath}/providers/Microsoft.Batch/batchAccounts/{accountName}/pools/{poolName}` as const;

const bodyOf = (inputs: Inputs): object => {
  const { resourceGroupName: _, accountName: __, poolName, ...properties } = v.parse(Pool, inputs);
  return dataPlanePool(poolName, properties);
};

const find = (inputs: Inputs, cloud: Cloud): object | undefined => {
  const { accountName, poolName } = v.parse(Pool, inputs);
  return cloud.batch.getPool(accountName, poolName);
};

const put = (inputs: Inputs, cloud: Cloud): void =>
  orRefused(() => cloud.batch.putPool(v.parse(Pool, inputs).accountName, bodyOf(inputs)));

const preview = (inputs: Inputs, cloud: Cloud): object =>
  orRefused(() => cloud.batch.previewPool(bodyOf(inputs)));

const orRefused = <Result>(request: () => Result): Result => {
  try {
    return request();
  } catch (error) {
    throw error instanceof BatchError ? poolRefused(error) : error;
  }
};

const update = ({ olds, news, urn }: ResourceUpdate, cloud: Cloud): void => {
  const found = find(news, cloud);
  const inputs = found === undefined ? news : updated(armPool(found) ?? {}, { olds, news });
  if (found !== undefined) {
    if (cloud.faults?.forPoolUpdate({ id: idOf(path, news) })) throw refusalOfOlderVersions({ news, urn });
    requireChangeable(found, preview(inputs, cloud), { news, urn });
  }
  put(inputs, cloud);
};

const liveOf = (pool: object, { tags }: Inputs): Inputs | undefined => {
  const properties = armPool(pool);
  // Only ARM has the tags of its resource.
  return properties && { ...properties, ...(tags === undefined ? {} : { tags }) };
};

/** A pool of the local Batch service. */
export const pool: Provisioner = {
  path,
  rules: poolRules,
  requirePlace: (inputs, cloud, client) =>
    requireSubnetNearby(inputs, parentOf(path, inputs) ?? "", cloud, client),
  put,
  update,
  outputs: (inputs, cloud) => {
    const found = find(inputs, cloud);
    if (found === undefined) return {};
    return { type: armTypeOf(path), ...armPool(found), ...armPoolState(found) };
  },
  live: (inputs, cloud) => {
    const found = find(inputs, cloud);
    return found && liveOf(found, inputs);
  },
  recorded: (live, inputs, cloud) => {
    // Passwords are only in the inputs; identities that an update has kept, only in the record.
    const all = { ...live, ...inputs, ...(live.identity === undefined ? {} : { identity: live.identity }) };
    return liveOf(preview(all, cloud), inputs) ?? live;
  },
  remove: (inputs, cloud) => {
    const { accountName, poolName } = v.parse(Pool, inputs);
    return cloud.batch.deletePool(accountName, poolName);
  },
};
