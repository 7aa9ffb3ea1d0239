import type { Command } from "commander";
import { usageError } from "../errors.ts";

/** Options that are also npm settings and may be in an .npmrc. A command that misses them does less than asked, never more. */
const npmSettings = ["force", "json", "yes", "only"];

/**
 * Refuses options that npm took because `--` was missing: `npm run submit --dry-run` would run the tasks. npm starts the
 * program without these options and sets them as npm_config_ variables (npm 11: @npmcli/config, set-envs).
 *
 * @throws RunnerError `OptionsTakenByNpm`.
 */
export const refuseOptionsTakenByNpm = (
  command: Command,
  env: Readonly<Record<string, string | undefined>>,
): void => {
  if (env.npm_lifecycle_event !== command.name()) return;
  const taken = command.options
    .flatMap(({ long }) => long ?? [])
    .filter((flag) => !npmSettings.includes(flag.slice(2)) && env[settingOf(flag)] !== undefined)
    .join(" ");
  if (taken === "") return;
  throw usageError(
    "OptionsTakenByNpm",
    `npm took ${taken}, because -- is missing`,
    `Put -- first: npm run ${command.name()} -- ${taken} …`,
  );
};

const settingOf = (flag: string): string => `npm_config_${flag.slice(2).replaceAll("-", "_")}`;
