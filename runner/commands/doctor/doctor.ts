import { styleText } from "node:util";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { writeData } from "../../terminal.ts";
import { columnsOf } from "../../text/columns.ts";
import { visibleData } from "../../text/visible.ts";
import { eventLine } from "../../ui/event-line.ts";
import type { SharedFlags } from "../shared-options.ts";
import { diagnose } from "./diagnose.ts";
import { findingsText, type Mark, summary } from "./findings-text.ts";

/** Checks everything that a run needs and prints problems with their fixes. */
export const doctor = async (flags: SharedFlags, context: CommandContext): Promise<ExitCode> => {
  const { stdout, stderr } = context.terminal;
  const { findings, release } = await diagnose(flags, context);
  release();
  const colours = { ok: "green", warning: "yellow", problem: "red" } as const;
  const mark: Mark = (level, text) => styleText(colours[level], text, { stream: stdout });
  const shown = flags.json
    ? findings.map((finding) => eventLine({ event: "finding", ...finding })).join("")
    : `${findingsText(visibleData(findings), mark, stdout.isTTY ? columnsOf(stdout) : undefined)}\n`;
  await writeData(stdout, shown);
  stderr.write(`${summary(findings)}\n`);
  return findings.some(({ level }) => level === "problem") ? exitCodes.environment : exitCodes.ok;
};
