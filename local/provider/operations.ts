import { ArmError } from "../provision/arm-error.ts";
import { namesIn } from "../provision/arm-path.ts";
import { type Autonaming, type CheckFailure, check, randomlyNamed } from "../provision/check.ts";
import { invokeOf, provisionerOf } from "../provision/index.ts";
import type { ClientSettings, Cloud, Inputs } from "../provision/provisioner.ts";
import {
  previewOf,
  putResource,
  type Resource,
  readResource,
  removeResource,
  requireAbsent,
  updateResource,
} from "../provision/resources.ts";
import { type ChangeKind, propertyDiff } from "./property-diff.ts";

/** A resource as the Pulumi engine names it. */
export interface Named {
  readonly urn: string;
  /** Pulumi's type token and name. */
  readonly type: string;
  readonly name: string;
}

export interface Difference {
  /** By property path. */
  readonly changes: ReadonlyMap<string, { readonly kind: ChangeKind; readonly replaces: boolean }>;
  /** Inputs whose change replaces the resource. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** Digits and settings of generated names. */
interface Naming {
  readonly digits?: string | undefined;
  readonly autonaming?: Autonaming | undefined;
}

/** Operations of a provider for the Pulumi engine. A preview changes nothing, and its values may be unknown. */
export interface ProviderOperations {
  /** Sets the settings of the stack that the engine runs next. */
  configure(client: ClientSettings): void;
  check(of: Named, olds: Inputs, news: Inputs, naming?: Naming): { inputs: Inputs; failures: CheckFailure[] };
  diff(of: Named, olds: Inputs, news: Inputs): Difference;
  create(of: Named, inputs: Inputs, preview: boolean): Promise<Partial<Resource> & Pick<Resource, "state">>;
  /** @param olds inputs of the last deployment; empty for an import */
  read(of: Named, id: string, olds: Inputs): Promise<(Resource & { inputs: Inputs }) | undefined>;
  update(of: Named, olds: { inputs: Inputs; state: Inputs }, news: Inputs, preview: boolean): Promise<Inputs>;
  delete(id: string): Promise<void>;
  invoke(token: string, inputs: Inputs): Inputs;
}

/** azure-native over the local cloud. */
export const providerOperations = (cloud: Cloud): ProviderOperations => {
  let client: ClientSettings = {};
  return {
    configure: (settings) => {
      client = settings;
    },
    check: ({ type, name }, olds, inputs, naming) =>
      check(provisionerOf(type), { name, inputs, olds, ...naming }),
    diff: ({ type }, olds, news) => difference(type, olds, news),
    create: async ({ type }, inputs, preview) => {
      if (preview) return { state: previewOf(type, inputs) };
      await requireAbsent(type, inputs, cloud);
      return putResource(type, inputs, cloud, client);
    },
    read: ({ type }, id, olds) =>
      readResource(type, id, cloud, Object.keys(olds).length === 0 ? undefined : olds),
    update: async ({ type, urn }, { inputs: olds, state }, news, preview) => {
      if (preview) return { ...state, ...previewOf(type, news) };
      requireUnchanged(type, olds, news);
      return (await updateResource(type, { olds, news, urn }, cloud, client)).state;
    },
    delete: (id) => removeResource(id, cloud),
    invoke: (token, inputs) => invokeOf(token)(inputs, cloud, client),
  };
};

const difference = (type: string, olds: Inputs, news: Inputs): Difference => {
  const { path, replacedBy = [] } = provisionerOf(type);
  const replacing = new Set([...namesIn(path), ...replacedBy]);
  const found = [...propertyDiff(olds, news)];
  const changed = new Set(found.map(([, { input }]) => input));
  return {
    changes: new Map(found.map(([at, { kind, input }]) => [at, { kind, replaces: replacing.has(input) }])),
    replaces: [...changed].filter((input) => replacing.has(input)),
    // Two resources can't have the same name, unless the replacement gets a random name.
    deleteBeforeReplace: olds[randomlyNamed] !== true,
  };
};

/** Refuses changes that Azure never makes. */
const requireUnchanged = (type: string, olds: Inputs, news: Inputs): void => {
  const { fixed = [] } = provisionerOf(type);
  const refused = [...propertyDiff(olds, news).values()].find(({ input }) => fixed.includes(input));
  if (refused === undefined) return;
  throw new ArmError(
    400,
    "PropertyCannotBeUpdated",
    `A property that cannot be updated was specified as part of the request. PropertyName: ${refused.input}`,
  );
};
