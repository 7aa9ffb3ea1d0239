import { spawnSync } from "node:child_process";

/** Returns whether this machine can run Python workloads, like Azure's nodes. */
export const hasPython = (): boolean => spawnSync("python3", ["--version"]).status === 0;
