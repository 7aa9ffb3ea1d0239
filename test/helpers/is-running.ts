import { spawnSync } from "node:child_process";

/** False also for a process that has ended and that nobody has reaped, as happens to orphans in a container. */
export const isRunning = (pid: number): boolean => {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
};
