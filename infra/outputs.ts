import * as v from "valibot";

/**
 * The contract between `pulumi up` and the runner: `BatchEnvironment` has these outputs, the runner parses them. URLs have a
 * scheme and no slash at the end; keys are base64.
 */
const url = v.pipe(v.string(), v.url());
const name = v.pipe(v.string(), v.nonEmpty());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const common = {
  /** Azure region, such as `eastus`; on the local cloud, the value of the setting `location`. */
  location: name,
  /** Resource group with all resources of the stack. */
  resourceGroupName: name,
  /** Storage account with the three containers. */
  storageAccountName: name,
  /** URL of the container for code and for the runs' manifests and reports. */
  applicationContainerUrl: url,
  /** URL of the container for the tasks' inputs. A blob's name is the SHA-256 of its content. */
  inputContainerUrl: url,
  /** URL of the container for the tasks' outputs and logs, `<job>/<task>/…`. */
  outputContainerUrl: url,
  /** Batch account with the pool. */
  batchAccountName: name,
  /** URL of the Batch account: `https://<account>.<region>.batch.azure.com`; `http://127.0.0.1:<port>` on the local cloud. */
  batchAccountEndpoint: url,
  /** Pool that jobs run on. */
  poolId: name,
  /** VM size of a node. */
  vmSize: name,
  /** Maximum number of dedicated nodes that the pool requests; without `autoscale`, the exact number. */
  maxDedicatedNodes: count,
  /** Maximum number of spot nodes that the pool requests; without `autoscale`, the exact number. */
  maxSpotNodes: count,
  /** Whether the number of nodes follows the queue. */
  autoscale: v.boolean(),
  /** Tasks that a node runs at a time. */
  taskSlotsPerNode: v.pipe(count, v.minValue(1)),
  /** Path of Node in a task's shell, the same for all versions of Node: `$AZ_BATCH_NODE_SHARED_DIR/node/bin/node`. */
  nodePath: name,
  /** Container images on the nodes. If the list is empty, the pool runs no containers. */
  containerImages: v.array(name),
};

export const StackOutputs = v.variant("auth", [
  v.object({
    /** Sign-in of the runner: `keys`, with the keys of both accounts; `entra`, with Entra ID. */
    auth: v.literal("keys"),
    ...common,
    /** Secret that grants access to the storage account without a sign-in. */
    storageAccountKey: name,
    /** Secret that grants access to the Batch account without a sign-in. */
    batchAccountKey: name,
  }),
  v.object({
    auth: v.literal("entra"),
    ...common,
    /** Resource id of the identity that nodes use to read and write blobs. */
    nodeIdentityId: name,
  }),
]);

/** Returns the names of the outputs that an environment has. */
export const outputNames = (auth: StackOutputs["auth"]): string[] =>
  Object.keys(StackOutputs.options[auth === "entra" ? 1 : 0].entries);

export type StackOutputs = v.InferOutput<typeof StackOutputs>;
export type KeysOutputs = Extract<StackOutputs, { auth: "keys" }>;
export type EntraOutputs = Extract<StackOutputs, { auth: "entra" }>;

/**
 * Returns the outputs, or one line per missing or malformed output. Values are never repeated, because some are keys.
 *
 * @param json stack outputs; instead of an environment's outputs, one of them may contain these
 */
export const parseStackOutputs = (
  json: unknown,
): { outputs: StackOutputs; problems?: never } | { outputs?: never; problems: string[] } => {
  const [name, ...others] = environmentsIn(json);
  const isNested = name !== undefined && others.length === 0;
  const result = v.safeParse(StackOutputs, isNested ? (json as Record<string, unknown>)[name] : json);
  if (result.success) return { outputs: result.output };
  return { problems: result.issues.map(describe) };
};

/** Returns the names of stack outputs that contain the outputs of an environment; none if the stack outputs are those of one. */
export const environmentsIn = (json: unknown): string[] => {
  if (typeof json !== "object" || json === null || "auth" in json) return [];
  return Object.entries(json)
    .filter(([, value]) => typeof value === "object" && value !== null && "auth" in value)
    .map(([name]) => name);
};

const describe = (issue: v.BaseIssue<unknown>): string => {
  const path = v.getDotPath(issue) ?? "stack outputs";
  if (issue.input === undefined) return `${path}: missing`;
  const expected = issue.path === undefined ? "an object" : expectedIn(issue);
  return `${path}: expected ${expected}, got ${gotIn(issue)}${issue.type === "url" ? " that isn't one" : ""}`;
};

const expectedIn = (issue: v.BaseIssue<unknown>): string => {
  if (issue.type === "min_value") return `at least ${issue.requirement}`;
  return expectations[issue.type] ?? issue.expected ?? issue.type;
};

const expectations: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "an integer",
  non_empty: "a non-empty string",
  number: "a number",
  string: "a string",
  url: "a URL",
  variant: '"keys" or "entra"',
};

/** Returns the kind of the value, and the value itself only if it can't be a key. */
const gotIn = ({ input, expected }: v.BaseIssue<unknown>): string => {
  // A number where a string is expected may be a key that lost its quotes.
  if (input === null || input === "" || (typeof input === "number" && expected !== "string"))
    return JSON.stringify(input);
  if (Array.isArray(input)) return "a list";
  return typeof input === "object" ? "an object" : `a ${typeof input}`;
};
