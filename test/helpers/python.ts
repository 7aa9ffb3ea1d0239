import { spawnSync } from "node:child_process";

/** Whether this machine can run Python workloads; the nodes of Azure can. */
export const hasPython = (): boolean => spawnSync("python3", ["--version"]).status === 0;
