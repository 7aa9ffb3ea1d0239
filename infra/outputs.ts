import * as v from "valibot";

/**
 * The contract between `pulumi up` and the runner: what a stack exports. `program()` must return it, the runner parses
 * it, and nothing else crosses between the rooms. URLs have a scheme and no slash at the end; keys are base64.
 */
const url = v.pipe(v.string(), v.url());
const name = v.pipe(v.string(), v.nonEmpty());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const common = {
  /** Azure region, e.g. `eastus`. The local cloud keeps what the settings say. */
  location: name,
  resourceGroupName: name,
  storageAccountName: name,
  /** Container of code and of the runs' manifests. */
  applicationContainerUrl: url,
  /** Container of the tasks' inputs, each under the hash of its content. */
  inputContainerUrl: url,
  /** Container of the tasks' outputs and logs, `<job>/<task>/…`. */
  outputContainerUrl: url,
  batchAccountName: name,
  /** `https://<account>.<region>.batch.azure.com`; `http://127.0.0.1:<port>` on the local cloud. */
  batchAccountEndpoint: url,
  poolId: name,
  vmSize: name,
  /** Dedicated nodes that the pool asks for at most; a fixed pool has exactly these. */
  maxDedicatedNodes: count,
  /** The same of spot nodes. */
  maxSpotNodes: count,
  /** Whether the pool follows its tasks. */
  autoscale: v.boolean(),
  /** Tasks that a node runs at a time. */
  taskSlotsPerNode: v.pipe(count, v.minValue(1)),
  /** Where the start task puts Node, for use in a task's shell: `$AZ_BATCH_NODE_SHARED_DIR/node/bin/node`, whichever its version. */
  nodePath: name,
  /** Container images that the nodes hold; empty where the pool runs no containers. */
  containerImages: v.array(name),
};

export const StackOutputs = v.variant("auth", [
  v.object({
    /** How the runner signs in: with both keys, or with Entra ID. */
    auth: v.literal("keys"),
    ...common,
    /** Secret: whoever has it needs no sign-in. */
    storageAccountKey: name,
    /** Secret: whoever has it needs no sign-in. */
    batchAccountKey: name,
  }),
  v.object({
    auth: v.literal("entra"),
    ...common,
    /** Resource id of the identity with which nodes reach blobs. */
    nodeIdentityId: name,
  }),
]);

export type StackOutputs = v.InferOutput<typeof StackOutputs>;
export type KeysOutputs = Extract<StackOutputs, { auth: "keys" }>;
export type EntraOutputs = Extract<StackOutputs, { auth: "entra" }>;

/** One line for each output that is missing or malformed, or the outputs. Never repeats a value: some are keys. */
export const parseStackOutputs = (
  json: unknown,
): { outputs: StackOutputs; problems?: never } | { outputs?: never; problems: string[] } => {
  const result = v.safeParse(StackOutputs, json);
  if (result.success) return { outputs: result.output };
  return { problems: result.issues.map(describe) };
};

const describe = (issue: v.BaseIssue<unknown>): string => {
  const path = v.getDotPath(issue) ?? "the outputs";
  if (issue.input === undefined) return `${path}: missing`;
  const found =
    issue.input === null ? "null" : Array.isArray(issue.input) ? "a list" : `a ${typeof issue.input}`;
  if (issue.type === "variant" && path === "auth")
    return `${path}: expected "keys" or "entra", found ${found}`;
  const expected =
    issue.kind === "schema" ? `a ${issue.expected}` : issue.type === "url" ? "a URL" : issue.expected;
  return `${path}: expected ${expected}, found ${found}${issue.kind === "schema" ? "" : " that does not fit"}`;
};
