import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { StackOutputs } from "../../../infra/outputs.ts";
import type { CommandContext } from "../../command-context.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { isSecretName } from "./redact.ts";

interface SecretSources {
  readonly context: Pick<CommandContext, "env" | "cwd">;
  /** `--outputs`. */
  readonly file: string | undefined;
  readonly outputs: StackOutputs | undefined;
  readonly manifest: Manifest | undefined;
}

/**
 * Returns the secrets that the command knows: values with secret names among the variables of this process, the variables of the run's
 * tasks and the stack outputs, and the passphrase of Pulumi's file.
 */
export const knownSecrets = async (sources: SecretSources): Promise<Set<string>> => {
  const { context, file, outputs, manifest } = sources;
  const { env, cwd } = context;
  const secrets = new Set<string>();
  addSecrets(secrets, env);
  addSecrets(secrets, outputs ?? {});
  for (const task of manifest?.tasks ?? []) if (task.env) addSecrets(secrets, task.env);
  if (env.PULUMI_CONFIG_PASSPHRASE_FILE)
    secrets.add((await textOf(resolve(cwd, env.PULUMI_CONFIG_PASSPHRASE_FILE))).trim());
  // If the file could not be parsed as outputs, an error may quote it.
  const text = file === undefined ? "" : await textOf(resolve(cwd, file));
  for (const [, name = "", value = ""] of text.matchAll(/"(\w+)"\s*:\s*"([^"]*)"/g))
    if (isSecretName(name)) secrets.add(value);
  return secrets;
};

const addSecrets = (secrets: Set<string>, values: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(values))
    if (typeof value === "string" && isSecretName(name)) secrets.add(value);
};

/** Returns nothing if the file can't be read. */
const textOf = (path: string): Promise<string> => readFile(path, "utf8").catch(() => "");
