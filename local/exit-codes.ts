/** The environment is not ready, as in the runner. */
export const notReadyExitCode = 3;
/** Exit code of `serve` if another cloud runs in the folder (EX_TEMPFAIL of sysexits.h). */
export const alreadyRunningExitCode = 75;
/** Wrong arguments, as in the runner. */
export const usageExitCode = 2;
