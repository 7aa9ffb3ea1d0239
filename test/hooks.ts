import { leaveCi } from "./helpers/leave-ci.ts";
import { endSharedClouds, prepareSharedClouds } from "./helpers/shared-clouds.ts";

// Otherwise a test would write to the step summary of its CI job.
leaveCi();

/** Node's warnings fail a test, because a leaked listener or a deprecated call is a bug. */
const warnings: Error[] = [];
process.on("warning", (warning) => warnings.push(warning));

export const mochaHooks = {
  afterEach(): void {
    const [first] = warnings.splice(0);
    if (first !== undefined) throw first;
  },
};

/** Called once in mocha's main process, before it starts workers and after they have ended. */
export const mochaGlobalSetup = prepareSharedClouds;
export const mochaGlobalTeardown = endSharedClouds;
