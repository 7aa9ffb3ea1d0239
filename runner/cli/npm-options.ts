import type { Command } from "commander";
import { usageError } from "../errors.ts";

/** Settings of npm's own, which may come from anybody's .npmrc: where they got lost, no more is done than was asked for. */
const ownOfNpm = ["force", "json", "yes", "only"];

/**
 * Refuses options that npm took for itself: `npm run submit --dry-run`, without the `--` before it, would run. npm
 * starts the program without them, and leaves them in the environment as its own settings (npm 11: @npmcli/config,
 * set-envs).
 */
export const refuseWhatNpmTook = (
  command: Command,
  env: Readonly<Record<string, string | undefined>>,
): void => {
  if (env.npm_lifecycle_event !== command.name()) return;
  const taken = command.options
    .flatMap(({ long }) => long ?? [])
    .filter((flag) => !ownOfNpm.includes(flag.slice(2)) && env[settingOf(flag)] !== undefined)
    .join(" ");
  if (taken === "") return;
  throw usageError(
    "OptionsTakenByNpm",
    `npm took ${taken} for itself, as what stands before -- is npm's`,
    `With -- before it: npm run ${command.name()} -- ${taken} …`,
  );
};

const settingOf = (flag: string): string => `npm_config_${flag.slice(2).replaceAll("-", "_")}`;
