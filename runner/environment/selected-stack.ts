import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { parse } from "yaml";
import { environmentError } from "../errors.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The stack that `pulumi stack select` chose for the project, without asking the CLI, which takes seconds: the file that
 * it keeps is `$PULUMI_HOME/workspaces/<project>-<sha1 of Pulumi.yaml's path>-workspace.json` and `PULUMI_STACK` goes
 * before it (pulumi v3.250.0: pkg/workspace/workspace.go settingsPath, pkg/backend/state/stacks.go getCurrentStackName).
 */
export const selectedStack = async (projectDir: string, env: Env): Promise<string | undefined> => {
  if (env.PULUMI_STACK) return env.PULUMI_STACK;
  const projectFile = join(projectDir, "Pulumi.yaml");
  const { name } = v.parse(v.object({ name: v.string() }), parse(await readFile(projectFile, "utf8")));
  const path = workspaceFile({ name, projectFile, env });
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  // Where the state is in files, which know no organization, Pulumi writes one all the same.
  return content === undefined ? undefined : stackIn(content, path)?.replace(`organization/${name}/`, "");
};

const workspaceFile = ({
  name,
  projectFile,
  env,
}: {
  name: string;
  projectFile: string;
  env: Env;
}): string => {
  const home = env.PULUMI_HOME || join(homedir(), ".pulumi");
  const hash = createHash("sha1").update(projectFile).digest("hex");
  return join(home, "workspaces", `${name}-${hash}-workspace.json`);
};

const stackIn = (content: string, path: string): string | undefined => {
  const settings = v.safeParse(
    v.pipe(v.string(), v.parseJson(), v.object({ stack: v.optional(v.string()) })),
    content,
  );
  if (!settings.success) {
    throw environmentError(
      `${path} is not what Pulumi writes there`,
      "Select the stack again: npx pulumi stack select",
    );
  }
  return settings.output.stack || undefined;
};
