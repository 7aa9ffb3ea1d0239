import { usageError } from "../errors.ts";
import { findPulumiProject, type PulumiProject } from "../project/pulumi-project.ts";
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
  | { readonly kind: "file"; readonly name: string }
  | { readonly kind: "stack"; readonly name: string; readonly project: PulumiProject }
  /** `notice`: why no stack is used, unless the project's own is only not selected. */
  | { readonly kind: "local cloud"; readonly name: "local"; readonly notice?: string | undefined };

/**
 * Returns the environment that the flags name, else the one in `PULUMI_STACK`, else the selected stack, else the local cloud. A
 * stack that is selected in a project of another infrastructure isn't used.
 *
 * @throws RunnerError `usage` if a named stack is in no project, or if only the local cloud is left and this is a CI job, where a
 * missing stack is a mistake.
 */
export const chooseEnvironment = async ({
  stack,
  outputs,
  local = false,
  projectDir,
  env,
}: EnvironmentChoiceRequest): Promise<EnvironmentChoice> => {
  if (outputs !== undefined) return { kind: "file", name: outputs };
  const project = findPulumiProject(projectDir);
  if (local) return { kind: "local cloud", name: "local", notice: noticeOf(project) };
  const named = stack ?? (env.PULUMI_STACK || undefined);
  if (named !== undefined) {
    if (project !== undefined) return { kind: "stack", name: named, project };
    throw usageError(
      "PulumiProjectNotFound",
      `stack ${named}: expected a Pulumi.yaml in ${projectDir} or above, got none`,
      "Run the command in your project's folder, or pass --local to use the local cloud.",
    );
  }
  const selected = project && (await selectedStack(project, env));
  if (selected !== undefined && project?.usesAzbatch) return { kind: "stack", name: selected, project };
  if (isCi(env)) {
    throw usageError(
      "StackNotSelected",
      "environment: expected a selected Pulumi stack because CI is set, got none",
      "Name the stack with --stack, or pass --local to use the local cloud.",
    );
  }
  return { kind: "local cloud", name: "local", notice: noticeOf(project, selected) };
};

const noticeOf = (project: PulumiProject | undefined, selected?: string): string | undefined => {
  if (project?.usesAzbatch) return undefined;
  if (selected === undefined) return "To use Azure, create a project: npm create azbatch my-project";
  return `Stack ${selected} is not used, because its project doesn't depend on azbatch; --stack ${selected} uses it`;
};

/** CI services set CI to `true` or `1`; people turn it off with `false`. */
const isCi = ({ CI = "" }: EnvironmentChoiceRequest["env"]): boolean => CI !== "" && CI !== "false";
