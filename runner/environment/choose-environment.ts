import { join, resolve } from "node:path";
import { usageError } from "../errors.ts";
import { selectedStack } from "./selected-stack.ts";

export interface EnvironmentFlags {
  /** `--stack`. */
  readonly stack?: string | undefined;
  /** `--outputs`: a file with the JSON of `pulumi stack output --json --show-secrets`. */
  readonly outputs?: string | undefined;
  /** `--local`. */
  readonly local?: boolean | undefined;
}

interface EnvironmentChoiceRequest extends EnvironmentFlags {
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Source of the stack outputs. */
export type EnvironmentKind = "local cloud" | "stack" | "file";

type EnvironmentChoice =
  | { readonly kind: "file" | "stack"; readonly name: string }
  /** `folder`: where that local cloud keeps its data. */
  | { readonly kind: "local cloud"; readonly name: "local"; readonly folder: string };

/**
 * Returns the environment that the flags name, else the selected stack, else the local cloud.
 *
 * @throws RunnerError `usage` if only the local cloud is left and this is a CI job, where a missing stack is a mistake.
 */
export const chooseEnvironment = async ({
  stack,
  outputs,
  local = false,
  projectDir,
  env,
}: EnvironmentChoiceRequest): Promise<EnvironmentChoice> => {
  if (outputs !== undefined) return { kind: "file", name: outputs };
  const chosen = stack ?? (local ? undefined : await selectedStack(projectDir, env));
  if (chosen !== undefined) return { kind: "stack", name: chosen };
  if (!local && isCi(env)) {
    throw usageError(
      "StackNotSelected",
      "environment: expected a selected Pulumi stack because CI is set, got none",
      "Name the stack with --stack, or pass --local to use the local cloud.",
    );
  }
  const folder = env.BATCH_LOCAL_DIR ? resolve(env.BATCH_LOCAL_DIR) : join(projectDir, ".local");
  return { kind: "local cloud", name: "local", folder };
};

/** CI services set CI to `true` or `1`; people turn it off with `false`. */
const isCi = ({ CI = "" }: EnvironmentChoiceRequest["env"]): boolean => CI !== "" && CI !== "false";
