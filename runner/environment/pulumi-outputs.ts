import { delimiter, join } from "node:path";
import { environmentError, RunnerError, usageError } from "../errors.ts";

/** Reads a stack's outputs with the Pulumi CLI, with secrets in plain text. */
export const pulumiOutputs = async (stack: string, projectDir: string): Promise<Record<string, unknown>> => {
  // Imported on first use: it takes most of a second, and the local cloud doesn't need it.
  // A bundle has only the default export of a CommonJS module that is imported dynamically.
  const { default: automation } = await import("@pulumi/pulumi/automation/index.js");
  const { LocalWorkspace, StackNotFoundError, CommandError } = automation;
  useProjectsPulumi(projectDir);
  try {
    const workspace = await LocalWorkspace.create({ workDir: projectDir });
    const outputs = await workspace.stackOutputs(stack);
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  } catch (error) {
    if (error instanceof StackNotFoundError) {
      throw usageError(
        "StackNotFound",
        `stack ${stack} does not exist`,
        "List stacks with `npx pulumi stack ls`, or create one with `npx pulumi stack init`.",
      );
    }
    if (error instanceof CommandError) throw commandError(stack, error);
    throw error;
  }
};

/** Puts the CLI that package.json pins first, even if the runner was not started by npm. */
const useProjectsPulumi = (projectDir: string): void => {
  const bin = join(projectDir, "node_modules", ".bin");
  process.env.PATH = [bin, process.env.PATH ?? ""].join(delimiter);
};

const hints = [
  ["PULUMI_CONFIG_PASSPHRASE", "Set the passphrase that Pulumi asks for: export PULUMI_CONFIG_PASSPHRASE=…"],
  [
    "Downloading pulumi",
    "Connect this machine to the network and run `npx pulumi version`, which downloads the Pulumi CLI once.",
  ],
] as const;

/** Quotes the CLI's `error: …`, else the last line of stderr, which npm's package writes if it can't download the CLI. */
const commandError = (stack: string, { message, cause }: Error): RunnerError => {
  if (message.includes("spawn pulumi ENOENT"))
    return environmentError("PulumiNotFound", "the Pulumi CLI was not found", "Run `npm ci` to install it.");
  const stderr = /stderr: ([\s\S]*?)\n? err\?:/.exec(message)?.[1]?.trim() ?? message;
  const said = /error: (.+)/.exec(stderr)?.[1] ?? stderr.split("\n").at(-1);
  return new RunnerError({
    code: "OutputsUnreadable",
    kind: "environment",
    message: `cannot read the outputs of stack ${stack}: ${said}`,
    hint: hints.find(([sign]) => message.includes(sign))?.[1],
    cause,
  });
};
