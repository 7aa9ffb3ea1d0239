import { spawnSync } from "node:child_process";

/** Returns false also for a zombie, an ended process that its parent hasn't reaped, such as an orphan in a container. */
export const isRunning = (pid: number): boolean => {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
};
