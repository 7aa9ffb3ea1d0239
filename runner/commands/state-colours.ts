import { styleText } from "node:util";
import type { CommandContext } from "../command-context.ts";
import { type Paint, stateColours } from "./ls/run-list-text.ts";

/** Colours text on stdout by the state of a run. */
export const painter =
  ({ terminal }: Pick<CommandContext, "terminal">): Paint =>
  (state, text) =>
    styleText(stateColours[state], text, { stream: terminal.stdout });
