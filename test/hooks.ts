import { leaveCi } from "./helpers/leave-ci.ts";
import { endSharedClouds, prepareSharedClouds } from "./helpers/shared-clouds.ts";

// Else a test would write to the step summary of the CI job that runs it.
leaveCi();

/** Warnings fail the run: a leak of listeners or a deprecated call is somebody's bug. */
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
