import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { invokeOf, provisionerOf } from "../provision/index.ts";
import { type Cloud, type Inputs, named } from "../provision/provisioner.ts";

/** What the Pulumi engine asks of a provider, in the words and shapes of @pulumi/pulumi/provider. */
export interface ProviderOperations {
  check(urn: string, olds: Inputs, news: Inputs): { inputs: Inputs };
  diff(
    id: string,
    urn: string,
    olds: Inputs,
    news: Inputs,
  ): { changes: boolean; replaces: string[]; deleteBeforeReplace: boolean };
  create(urn: string, inputs: Inputs): Promise<{ id: string; outs: Inputs }>;
  read(id: string, urn: string, props: Inputs): Promise<{ id: string; props: Inputs; inputs?: Inputs }>;
  update(id: string, urn: string, olds: Inputs, news: Inputs): Promise<{ outs: Inputs }>;
  delete(id: string, urn: string, props: Inputs): Promise<void>;
  invoke(token: string, inputs: Inputs): { outputs: Inputs };
}

/** azure-native over the local cloud. A resource's state carries its inputs, as azure-native's does. */
export const providerOperations = (cloud: Cloud): ProviderOperations => {
  const put = async (urn: string, inputs: Inputs) => {
    const { id, state } = await provisionerOf(typeOf(urn)).put(inputs, cloud);
    cloud.state.addResource(id);
    return { id, outs: { ...state, __inputs: inputs } };
  };
  return {
    check: (urn, olds, news) => {
      const rule = provisionerOf(typeOf(urn)).name;
      const inputs = { ...news, [rule.input]: news[rule.input] ?? olds[rule.input] };
      const suffix = randomBytes(4).toString("hex");
      return { inputs: named(rule, { name: nameOf(urn), inputs, suffix }) };
    },
    diff: (_id, urn, olds, news) => diff(urn, inputsOf(olds), news),
    create: put,
    read: async (id, urn, props) => {
      if (!cloud.state.hasResource(id)) return gone;
      const inputs = inputsOf(props);
      const exists = (await provisionerOf(typeOf(urn)).exists?.(inputs, cloud)) ?? true;
      return exists ? { id, props, inputs } : gone;
    },
    update: async (_id, urn, _olds, news) => ({ outs: (await put(urn, news)).outs }),
    delete: async (id, urn, props) => {
      await provisionerOf(typeOf(urn)).remove(inputsOf(props), cloud);
      cloud.state.removeResource(id);
    },
    invoke: (token, inputs) => ({ outputs: invokeOf(token)(inputs, cloud) }),
  };
};

const gone = { id: "", props: {} };

const diff = (urn: string, olds: Inputs, news: Inputs) => {
  const { name, immutable } = provisionerOf(typeOf(urn));
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (input) => !isDeepStrictEqual(olds[input], news[input]),
  );
  const replaces = changed.filter((input) => immutable.includes(input));
  // Two resources cannot have one name at a time.
  const deleteBeforeReplace = !changed.includes(name.input);
  return { changes: changed.length > 0, replaces, deleteBeforeReplace };
};

const inputsOf = (state: Inputs): Inputs => (state.__inputs ?? {}) as Inputs;

// urn:pulumi:<stack>::<project>::<type of parent>$<type>::<name>
const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";
const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");
