/** Environment not ready, as in the runner. */
export const notReadyExitCode = 3;
/** Of `serve`: another process has the folder (EX_TEMPFAIL of sysexits.h: try again). */
export const alreadyRunningExitCode = 75;
