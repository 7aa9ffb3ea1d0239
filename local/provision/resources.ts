import { isDeepStrictEqual } from "node:util";
import { LocalCloudError } from "../errors.ts";
import { ArmError } from "./arm-error.ts";
import { type ArmPath, armTypeOf, idOf, inputsOf, ownName, parentOf, subscriptionId } from "./arm-path.ts";
import { randomlyNamed } from "./check.ts";
import { localUser } from "./client.ts";
import { provisionerOf } from "./index.ts";
import type { ClientSettings, Cloud, Inputs, ResourceUpdate } from "./provisioner.ts";

export interface Resource {
  /** ARM id. */
  readonly id: string;
  /** Inputs and the properties that Azure adds. */
  readonly state: Inputs;
}

/**
 * Creates or updates a resource, like ARM's PUT.
 *
 * @throws ArmError if its parent doesn't exist, or permission is denied by a fault
 */
export const putResource = (
  type: string,
  inputs: Inputs,
  cloud: Cloud,
  client: ClientSettings = {},
): Promise<Resource> =>
  write(type, inputs, { cloud, client }, (declared) => provisionerOf(type).put?.(declared, cloud));

/**
 * Updates a resource as ARM does for azure-native.
 *
 * @throws ArmError as `putResource` does, or if Azure refuses the change
 */
export const updateResource = (
  type: string,
  { news, ...more }: ResourceUpdate,
  cloud: Cloud,
  client: ClientSettings = {},
): Promise<Resource> =>
  write(type, news, { cloud, client }, (declared) => {
    const { update, put } = provisionerOf(type);
    return update ? update({ news: declared, ...more }, cloud) : put?.(declared, cloud);
  });

const write = async (
  type: string,
  inputs: Inputs,
  { cloud, client }: { readonly cloud: Cloud; readonly client: ClientSettings },
  send: (declared: Inputs) => Promise<void> | void,
): Promise<Resource> => {
  const provisioner = provisionerOf(type);
  const { [randomlyNamed]: _, ...declared } = inputs;
  const id = idOf(provisioner.path, declared);
  requirePermission(provisioner.path, id, cloud);
  requireParent(parentOf(provisioner.path, declared), cloud);
  provisioner.requirePlace?.(declared, cloud, client);
  await send(declared);
  const live = (await provisioner.live?.(declared, cloud)) ?? {};
  cloud.state.saveResource(id, { type, inputs: declared, live });
  return { id, state: stateOf(type, declared, cloud) };
};

const stateOf = (type: string, inputs: Inputs, cloud: Cloud): Inputs => ({
  ...previewOf(type, inputs),
  ...provisionerOf(type).outputs?.(inputs, cloud),
});

/** Returns the state of a resource that is known before it exists. */
export const previewOf = (type: string, inputs: Inputs): Inputs => ({
  ...inputs,
  name: inputs[ownName(provisionerOf(type).path)],
});

/** @throws LocalCloudError if the resource exists: like azure-native, create doesn't overwrite it */
export const requireAbsent = async (type: string, inputs: Inputs, cloud: Cloud): Promise<void> => {
  const id = idOf(provisionerOf(type).path, inputs);
  if ((await readResource(type, id, cloud)) === undefined) return;
  throw new LocalCloudError("ResourceExists", `cannot create already existing resource '${id}'`);
};

/**
 * Returns the current inputs of a resource, also of one that Pulumi didn't create; undefined if it doesn't exist.
 *
 * @param olds Pulumi's inputs. Without them, as for an import, all come from Azure, which fills in defaults.
 */
export const readResource = async (
  type: string,
  id: string,
  cloud: Cloud,
  olds?: Inputs,
): Promise<(Resource & { inputs: Inputs }) | undefined> => {
  const provisioner = provisionerOf(type);
  const record = cloud.state.resource(id);
  const names = inputsOf(provisioner.path, id);
  const declared = record?.inputs ?? names;
  if (declared === undefined || (record === undefined && provisioner.live === undefined)) return undefined;
  const live = provisioner.live ? await provisioner.live(declared, cloud) : {};
  if (live === undefined) return undefined;
  const then = record && (provisioner.recorded?.(record.live, declared, cloud) ?? record.live);
  const imported = provisioner.live ? { ...names, ...live } : declared;
  const inputs = olds === undefined ? imported : drifted(olds, then ?? {}, live);
  return { id, inputs, state: stateOf(type, inputs, cloud) };
};

/** Removes a resource with its children, if it exists. */
export const removeResource = async (id: string, cloud: Cloud): Promise<void> => {
  const record = cloud.state.resource(id);
  if (record === undefined) return;
  for (const inside of cloud.state.resourcesWithin(id)) {
    const { type, inputs } = cloud.state.resource(inside) ?? {};
    // Containers are below a blob service's id, but their parent is the account.
    if (type && inputs && parentOf(provisionerOf(type).path, inputs) === id)
      await removeResource(inside, cloud);
  }
  await provisionerOf(record.type).remove?.(record.inputs, cloud);
  cloud.state.removeResource(id);
};

/**
 * Returns the inputs, updated by the resource's changes since they were put: from `then`, right after that, to `now`. Defaults that
 * Azure adds are in both, so that they don't become inputs.
 */
export const drifted = (inputs: Inputs, then: Inputs, now: Inputs): Inputs => {
  const result: Record<string, unknown> = { ...inputs };
  for (const name of new Set([...Object.keys(then), ...Object.keys(now)])) {
    const [before, after] = [then[name], now[name]];
    if (isDeepStrictEqual(before, after)) continue;
    if (after === undefined) delete result[name];
    else result[name] = driftedValue(inputs[name], before, after);
  }
  return result;
};

/** Compares lists item by item, like azure-native, so that an item keeps what Azure doesn't return, such as a password. */
const driftedValue = (input: unknown, before: unknown, after: unknown): unknown => {
  if (isObject(input) && isObject(before) && isObject(after)) return drifted(input, before, after);
  if (Array.isArray(input) && Array.isArray(before) && Array.isArray(after))
    return after.map((item, index) =>
      index < Math.min(input.length, before.length)
        ? isDeepStrictEqual(before[index], item)
          ? input[index]
          : driftedValue(input[index], before[index], item)
        : item,
    );
  return after;
};

const requirePermission = (path: ArmPath, id: string, { faults }: Cloud): void => {
  if (!faults?.forArmWrite({ id })) return;
  throw new ArmError(
    403,
    "AuthorizationFailed",
    `The client 'local' with object id '${localUser}' does not have authorization to perform action ` +
      `'${armTypeOf(path)}/write' over scope '${id}' or the scope is invalid. ` +
      "If access was recently granted, please refresh your credentials.",
  );
};

const isObject = (value: unknown): value is Inputs =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const requireParent = (parent: string | undefined, { state }: Cloud): void => {
  // The scope of a role assignment may be outside the local cloud.
  const isHere = parent?.startsWith(`/subscriptions/${subscriptionId}/`);
  if (parent === undefined || !isHere || state.resource(parent) !== undefined) return;
  throw !parent.includes("/providers/")
    ? new ArmError(
        404,
        "ResourceGroupNotFound",
        `Resource group '${parent.split("/").at(-1)}' could not be found.`,
      )
    : new ArmError(
        404,
        "ParentResourceNotFound",
        `Failed to perform 'write', because the parent resource '${parent}' could not be found. If another client removed it, run pulumi refresh.`,
      );
};
