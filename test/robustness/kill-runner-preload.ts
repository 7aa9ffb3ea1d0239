import { subscribe } from "node:diagnostics_channel";

/**
 * Preloaded with `--import`: ends the process with SIGKILL after so many answers of a service (`KILL_AFTER_ANSWERS`), or so many
 * milliseconds after its first request (`KILL_AFTER_MS`): before that there is nothing to lose.
 */
const { KILL_AFTER_ANSWERS, KILL_AFTER_MS } = process.env;
const kill = (): void => void process.kill(process.pid, "SIGKILL");
if (KILL_AFTER_MS !== undefined) {
  let isArmed = false;
  subscribe("http.client.request.start", () => {
    if (!isArmed) setTimeout(kill, Number(KILL_AFTER_MS)).unref();
    isArmed = true;
  });
}
if (KILL_AFTER_ANSWERS !== undefined) {
  let left = Number(KILL_AFTER_ANSWERS);
  subscribe("http.client.response.finish", () => {
    left -= 1;
    if (left === 0) kill();
  });
}
