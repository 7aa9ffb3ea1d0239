import { readdirSync, readFileSync } from "node:fs";

/** Process ids of a service's launchers of tasks, its children. */
export const launchersOf = (service: number): number[] =>
  readdirSync(`/proc/${service}/task`).flatMap((thread) => {
    // proc(5): the children of each thread, if the kernel provides them.
    const children = readFileSync(`/proc/${service}/task/${thread}/children`, "utf8").trim();
    return children === "" ? [] : children.split(" ").map(Number);
  });
