import { createHash } from "node:crypto";
import { readFile, realpath } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import * as v from "valibot";
import { environmentError } from "../errors.ts";
import type { PulumiProject } from "../project/pulumi-project.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Returns the stack that `pulumi stack select` selected for the project. Reads Pulumi's file, because the CLI takes seconds:
 * `$PULUMI_HOME/workspaces/<project>-<sha1 of Pulumi.yaml's path>-workspace.json` (pulumi v3.250.0: pkg/workspace/workspace.go
 * settingsPath, pkg/backend/state/stacks.go getCurrentStackName).
 */
export const selectedStack = async (
  { folder: projectDir, name }: Pick<PulumiProject, "folder" | "name">,
  env: Env,
): Promise<string | undefined> => {
  for (const folder of await pathsOf(projectDir, env)) {
    const path = workspaceFile({ name, projectFile: join(folder, "Pulumi.yaml"), env });
    const content = await readFile(path, "utf8").catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    });
    const stack = content === undefined ? undefined : stackIn(content, path);
    // Pulumi writes an organization even if the state is in files, which have none.
    if (stack !== undefined) return stack.replace(`organization/${name}/`, "");
  }
  return undefined;
};

/** Returns the project's path as the shell has it, with links, which Pulumi uses (Go's os.Getwd), and its real path. */
const pathsOf = async (projectDir: string, { PWD = projectDir }: Env): Promise<Set<string>> => {
  const shell = resolve(PWD);
  const here = await realpath(shell).catch(() => shell);
  const below = relative(projectDir, here);
  const ending = below === "" ? "" : sep + below;
  const isWithin = here === projectDir + ending && shell.endsWith(ending);
  return new Set([...(isWithin ? [shell.slice(0, shell.length - ending.length)] : []), projectDir]);
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
  const home = env.PULUMI_HOME || join(userHome(), ".pulumi");
  const hash = createHash("sha1").update(projectFile).digest("hex");
  return join(home, "workspaces", `${name}-${hash}-workspace.json`);
};

/**
 * Returns the home folder in the password database, which Pulumi uses instead of HOME; HOME if the user has no entry there
 * (pulumi v3.250.0: sdk/go/common/workspace/paths.go GetPulumiHomeDir, which calls Go's os/user.Current).
 */
const userHome = (): string => {
  try {
    return userInfo().homedir;
  } catch {
    return homedir();
  }
};

const stackIn = (content: string, path: string): string | undefined => {
  const settings = v.safeParse(
    v.pipe(v.string(), v.parseJson(), v.object({ stack: v.optional(v.string()) })),
    content,
  );
  if (!settings.success) {
    throw environmentError(
      "PulumiSettingsInvalid",
      `${path}: expected Pulumi's workspace settings, got other content`,
      "Run `npx pulumi stack select` to write them again.",
    );
  }
  return settings.output.stack || undefined;
};
