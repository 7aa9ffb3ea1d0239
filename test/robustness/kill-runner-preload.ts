import { subscribe } from "node:diagnostics_channel";

/**
 * Preloaded with `--import`: kills the process with SIGKILL after `KILL_AFTER_ANSWERS` responses of a service, or
 * `KILL_AFTER_MS` milliseconds after its first request, because nothing can be lost before.
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
