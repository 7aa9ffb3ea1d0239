import { subscribe } from "node:diagnostics_channel";

/**
 * Preloaded with `--import`: ends the process with SIGKILL after so many answers of a service (`KILL_AFTER_ANSWERS`), or after
 * so many milliseconds (`KILL_AFTER_MS`).
 */
const { KILL_AFTER_ANSWERS, KILL_AFTER_MS } = process.env;
const kill = (): void => void process.kill(process.pid, "SIGKILL");
if (KILL_AFTER_MS !== undefined) setTimeout(kill, Number(KILL_AFTER_MS)).unref();
if (KILL_AFTER_ANSWERS !== undefined) {
  let left = Number(KILL_AFTER_ANSWERS);
  subscribe("http.client.response.finish", () => {
    left -= 1;
    if (left === 0) kill();
  });
}
