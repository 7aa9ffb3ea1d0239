import type { World } from "../world.ts";
import type { Display } from "./display.ts";
import { liveDisplay } from "./live.ts";
import { plainDisplay } from "./plain.ts";

/** Words on stderr, live on a terminal; with `json` plain words and, on stdout, every event as a line of JSON. */
export const openDisplay = (json: boolean, { terminal, clock }: World): Display => {
  const { stdout, stderr } = terminal;
  const display = stderr.isTTY && !json ? liveDisplay(stderr, clock) : plainDisplay(stderr, clock);
  if (!json) return display;
  return {
    ...display,
    emit: (event) => {
      stdout.write(`${JSON.stringify(event)}\n`);
      display.emit(event);
    },
  };
};
