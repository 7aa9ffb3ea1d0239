import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { stop } from "../../../local/lease.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { root } from "../root.ts";

/** A copy of this project, made of links, with its own home, local cloud and results. */
interface CopiedProject {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Calls with a copy of this project. Afterwards stops its local cloud and removes it. */
export const withCopiedProject = (use: (project: CopiedProject) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    for (const name of await readdir(root))
      if (!skipped.includes(name)) await symlink(join(root, name), join(folder, name));
    const home = join(folder, "home");
    await mkdir(home);
    try {
      await use({ folder, env: { ...userEnvironment(), HOME: home, PULUMI_HOME: home } });
    } finally {
      await stop(join(folder, ".local"));
    }
  });

const skipped = [".git", ".local", "dist", "out", "stacks"];

/** npm's variables for this script would change what npm does in the copy. */
const userEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_|INIT_CWD$|NODE$|CI$|NO_COLOR$|BATCH_|GITHUB_)/i.test(name),
    ),
  ),
  npm_config_progress: "false",
  npm_config_update_notifier: "false",
});
