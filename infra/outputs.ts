import * as v from "valibot";

/**
 * The contract between `pulumi up` and the runner: what a stack exports. `program()` must return it, the runner parses
 * it, and nothing else crosses between the rooms. URLs have a scheme and no slash at the end; keys are base64.
 */
const url = v.pipe(v.string(), v.url());
const name = v.pipe(v.string(), v.nonEmpty());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const StackOutputs = v.object({
  /** Azure region, e.g. `eastus`. The local cloud keeps what the settings say. */
  location: name,
  resourceGroupName: name,
  storageAccountName: name,
  /** Secret. */
  storageAccountKey: name,
  /** Container of code and of the runs' manifests. */
  applicationContainerUrl: url,
  inputContainerUrl: url,
  outputContainerUrl: url,
  batchAccountName: name,
  /** Secret. */
  batchAccountKey: name,
  /** `https://<account>.<region>.batch.azure.com`; `http://127.0.0.1:<port>` on the local cloud. */
  batchAccountEndpoint: url,
  poolId: name,
  vmSize: name,
  /** Dedicated nodes that the pool is to have. */
  nodeCount: count,
  taskSlotsPerNode: v.pipe(count, v.minValue(1)),
  /** Where the start task puts Node, for use in a task's shell: `$AZ_BATCH_NODE_SHARED_DIR/…/bin/node`. */
  nodePath: name,
});

export type StackOutputs = v.InferOutput<typeof StackOutputs>;

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
  const expected =
    issue.kind === "schema" ? `a ${issue.expected}` : issue.type === "url" ? "a URL" : issue.expected;
  return `${path}: expected ${expected}, found ${found}${issue.kind === "schema" ? "" : " that does not fit"}`;
};
