import type { Finding } from "../../../ui/command-events.ts";
import type { Check, View } from "../view.ts";
import { clockCheck, containersCheck, environmentCheck, reachCheck, signInCheck } from "./connection.ts";
import { imageCheck } from "./image.ts";
import { jobsCheck } from "./jobs.ts";
import { nodesCheck } from "./nodes.ts";
import { allocationCheck, autoscaleCheck, identityCheck, poolCheck } from "./pool.ts";

/** In the order in which a run needs the parts. */
const checks: readonly Check[] = [
  environmentCheck,
  reachCheck,
  clockCheck,
  signInCheck,
  containersCheck,
  poolCheck,
  identityCheck,
  imageCheck,
  allocationCheck,
  autoscaleCheck,
  nodesCheck,
  jobsCheck,
];

export const runChecks = (view: View): Finding[] => checks.flatMap((check) => check(view));
