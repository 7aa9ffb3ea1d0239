import { jsonLine } from "../text/visible.ts";
import type { JsonEvent } from "./events.ts";

/** Returns an event as `--json` prints it. */
export const eventLine = (event: JsonEvent): string => `${jsonLine(event)}\n`;
