import { Command, Option } from "commander";
import { usageError } from "../../errors.ts";
import type { DefineCommand } from "../define-command.ts";
import { type SharedFlags, wholeNumber, withSharedOptions } from "../shared-options.ts";
import { dashboard } from "./dashboard.ts";

export const dashboardCommand: DefineCommand = ({ context, run }) =>
  withSharedOptions(
    new Command("dashboard")
      .description("Show runs, pools and jobs in the browser until Ctrl-C.")
      .usage("[options]")
      .addOption(new Option("--port <number>", "port on this machine (default: any free one)")),
  )
    .addHelpText("after", help)
    .action(({ port = "0", ...flags }: DashboardFlags) =>
      run(dashboard({ ...flags, port: portNumber(port) }, context)),
    );

interface DashboardFlags extends SharedFlags {
  readonly port?: string;
}

const largestPort = 65_535;

const portNumber = (text: string): number => {
  const port = wholeNumber(text, { flag: "--port", from: 0 });
  if (port <= largestPort) return port;
  throw usageError("InvalidNumber", `--port: expected a number of at most ${largestPort}, got "${text}"`);
};

const help = `
Only this machine can open the page, and only with the token in its address.

Examples:
  Show the selected environment:
    npx azbatch dashboard
  Show the local cloud on a fixed port:
    npx azbatch dashboard --local --port 8080
`;
