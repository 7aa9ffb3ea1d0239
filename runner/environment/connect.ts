import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { environmentsIn, parseStackOutputs, type StackOutputs } from "../../infra/outputs.ts";
import { usageError } from "../errors.ts";
import type { PulumiProject } from "../project/pulumi-project.ts";
import type { EnvironmentKind } from "./choose-environment.ts";
import { chooseEnvironment, type EnvironmentFlags } from "./choose-environment.ts";
import { attachLocalCloud, localCloudLocation } from "./local-cloud.ts";
import { checkLocalEndpoints } from "./local-endpoints.ts";
import { pulumiOutputs } from "./pulumi-outputs.ts";

interface EnvironmentRequest extends EnvironmentFlags {
  readonly projectDir: string;
  /** Folder that `--outputs` is relative to. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Whether to start the local cloud if it is chosen and doesn't run; by default, true. */
  readonly startsLocalCloud?: boolean | undefined;
  /** Called with the environment before connecting, which takes time. */
  readonly onChosen: (kind: EnvironmentKind, name: string, notice?: string) => void;
}

/** A deployed stack, or the local cloud. */
export interface Environment {
  readonly outputs: StackOutputs;
  /** Folder of the local cloud; undefined if a stack or a file was chosen. */
  readonly localFolder?: string | undefined;
  /** Lets the local cloud end. */
  readonly release: () => void;
}

export const connectEnvironment = async (request: EnvironmentRequest): Promise<Environment> => {
  const { cwd, onChosen } = request;
  const choice = await chooseEnvironment(request);
  if (choice.kind === "local cloud") {
    onChosen(choice.kind, choice.name, choice.notice);
    return onLocalCloud(request);
  }
  const { kind, name } = choice;
  // Announce a file only after it has been read.
  if (kind === "stack") onChosen(kind, name);
  const environment = await (kind === "stack" ? onStack(name, choice.project) : fromFile(name, cwd));
  if (kind === "file") onChosen(kind, name);
  await checkLocalEndpoints(environment.outputs);
  return environment;
};

const fromFile = async (file: string, cwd: string): Promise<Environment> => {
  const text = await readFile(resolve(cwd, file), "utf8").catch((error: Error) => {
    throw usageError(
      "OutputsFileUnreadable",
      `--outputs ${file}: expected a readable file, got ${"code" in error ? error.code : error.message}`,
    );
  });
  return { outputs: check(parseJson(text, file), `in ${file}`, howToWrite), release: () => {} };
};

const howToWrite = "Write it with `npx pulumi stack output --json --show-secrets`.";

const parseJson = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may be a key.
    throw usageError("OutputsNotJson", `--outputs ${file}: expected JSON`, howToWrite);
  }
};

const onStack = async (stack: string, { folder, usesAzbatch }: PulumiProject): Promise<Environment> => {
  const json = await pulumiOutputs(stack, folder);
  if (Object.keys(json).length === 0) {
    throw usageError(
      "OutputsMissing",
      `stack ${stack}: expected outputs, got none because nothing is deployed`,
      "Run `npx pulumi up` to deploy it.",
    );
  }
  const hint = usesAzbatch
    ? "Run `npx pulumi up` to deploy it again."
    : "Export the outputs of a BatchEnvironment from the stack, or pass --local to use the local cloud.";
  return { outputs: check(json, `of stack ${stack}`, hint), release: () => {} };
};

const onLocalCloud = async (request: EnvironmentRequest): Promise<Environment> => {
  const location = localCloudLocation(request);
  const { json, release } = await attachLocalCloud({ ...request, ...location });
  const outputs = check(JSON.parse(json), "of the local cloud", "This is a bug. Please report it.");
  return { outputs, localFolder: location.folder, release };
};

const check = (json: unknown, where: string, hint: string): StackOutputs => {
  const environments = environmentsIn(json);
  const [first] = environments;
  if (environments.length > 1)
    throw usageError(
      "OutputsAmbiguous",
      `outputs ${where}: expected those of one environment, got ${environments.join(" and ")}`,
      `Run \`npx pulumi stack output ${first} --json --show-secrets > ${first}.json\` and pass \`--outputs ${first}.json\`.`,
    );
  const { outputs, problems } = parseStackOutputs(json);
  if (problems === undefined) return outputs;
  throw usageError("OutputsInvalid", `outputs ${where}: ${problems.join("; ")}`, hint);
};
