import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * Returns a folder of the user's cache, in which everything can be removed at any time: `$XDG_CACHE_HOME/azbatch/<name>`, by default
 * `~/.cache/azbatch/<name>`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest, which ignores relative paths
 */
export const cacheFolder = (name: string, env: Readonly<Record<string, string | undefined>>): string => {
  const { XDG_CACHE_HOME: given = "", HOME } = env;
  const caches = isAbsolute(given) ? given : join(HOME || homeFolder(), ".cache");
  return join(caches, "azbatch", name);
};

/** Node throws for a user without an entry in the password database, which containers may have. */
const homeFolder = (): string => {
  try {
    return homedir() || tmpdir();
  } catch {
    return tmpdir();
  }
};
