import { cancelCommand } from "../commands/cancel/cancel-command.ts";
import { completionCommand } from "../commands/completion/completion-command.ts";
import { dashboardCommand } from "../commands/dashboard/dashboard-command.ts";
import { debugDumpCommand } from "../commands/debug-dump/debug-dump-command.ts";
import type { DefineCommand } from "../commands/define-command.ts";
import { deleteCommand } from "../commands/delete/delete-command.ts";
import { doctorCommand } from "../commands/doctor/doctor-command.ts";
import { downloadCommand } from "../commands/download/download-command.ts";
import { localCommand } from "../commands/local/local-command.ts";
import { logsCommand } from "../commands/logs/logs-command.ts";
import { lsCommand } from "../commands/ls/ls-command.ts";
import { newCommand } from "../commands/new/new-command.ts";
import { reportCommand } from "../commands/report/report-command.ts";
import { retryCommand } from "../commands/retry/retry-command.ts";
import { runCommand } from "../commands/run/run-command.ts";
import { statusCommand } from "../commands/status/status-command.ts";
import { submitCommand } from "../commands/submit/submit-command.ts";
import { watchCommand } from "../commands/watch/watch-command.ts";

/** Commands by the heading in `--help`, in its order. */
export const commandGroups: Readonly<Record<string, readonly DefineCommand[]>> = {
  "Run work:": [submitCommand, runCommand, retryCommand],
  "See what happens:": [
    statusCommand,
    lsCommand,
    watchCommand,
    logsCommand,
    downloadCommand,
    reportCommand,
    dashboardCommand,
  ],
  "End and delete:": [cancelCommand, deleteCommand],
  "Set up:": [newCommand, localCommand, doctorCommand, debugDumpCommand, completionCommand],
};

/** Heading of the command `help`. */
export const lastGroup = "Set up:";
