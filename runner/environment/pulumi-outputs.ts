import { delimiter, join } from "node:path";
import { environmentError, RunnerError, usageError } from "../errors.ts";

/** What the stack exports, secrets in clear, through the Pulumi CLI. */
export const pulumiOutputs = async (stack: string, projectDir: string): Promise<Record<string, unknown>> => {
  // Loading it takes most of a second, and a run on the local cloud does without.
  const { LocalWorkspace, StackNotFoundError, CommandError } = await import(
    "@pulumi/pulumi/automation/index.js"
  );
  useProjectsPulumi(projectDir);
  try {
    const workspace = await LocalWorkspace.create({ workDir: projectDir });
    const outputs = await workspace.stackOutputs(stack);
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  } catch (error) {
    if (error instanceof StackNotFoundError) {
      throw usageError(
        "StackNotFound",
        `there is no stack ${stack}`,
        "Stacks: npx pulumi stack ls; a new one: npx pulumi stack init",
      );
    }
    if (error instanceof CommandError) throw commandError(stack, error);
    throw error;
  }
};

/** The CLI that package.json pins goes first, also where the runner was not started by npm. */
const useProjectsPulumi = (projectDir: string): void => {
  const bin = join(projectDir, "node_modules", ".bin");
  process.env.PATH = [bin, process.env.PATH ?? ""].join(delimiter);
};

const hints = [
  [
    "PULUMI_CONFIG_PASSPHRASE",
    "Give it the passphrase that Pulumi asks you for: export PULUMI_CONFIG_PASSPHRASE=…",
  ],
  [
    "Downloading pulumi",
    "npx pulumi version downloads the Pulumi CLI, once: this machine has to reach the network",
  ],
] as const;

/** The CLI's own words: it says `error: …` in stderr. Else its last line: of npm's package, which downloads the CLI at its first start. */
const commandError = (stack: string, { message, cause }: Error): RunnerError => {
  if (message.includes("spawn pulumi ENOENT"))
    return environmentError(
      "PulumiNotFound",
      "the Pulumi CLI was not found",
      "npm ci installs it for this project",
    );
  const stderr = /stderr: ([\s\S]*?)\n? err\?:/.exec(message)?.[1]?.trim() ?? message;
  const said = /error: (.+)/.exec(stderr)?.[1] ?? stderr.split("\n").at(-1);
  return new RunnerError({
    code: "OutputsUnreadable",
    kind: "environment",
    message: `the outputs of stack ${stack} can't be read: ${said}`,
    hint: hints.find(([sign]) => message.includes(sign))?.[1],
    cause,
  });
};
