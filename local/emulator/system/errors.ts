/** Codes of the emulator's own errors. Callers and tests rely on them; messages may change. */
export const emulatorErrorCodes = [
  // Declared faults.
  "UnknownFault",
  "UnknownFaultSetting",
  "RepeatedFaultSetting",
  "UnsupportedFaultSetting",
  "MissingFaultSetting",
  "InvalidFaultSetting",
  "InvalidFaultTarget",
  // Options.
  "InvalidOption",
  "InvalidStorage",
  // The folder that the service keeps its state in.
  "AlreadyRunning",
  "DirectoryInUse",
  "StateCorrupt",
  "StateTooNew",
  "StateUnwritable",
] as const;
export type EmulatorErrorCode = (typeof emulatorErrorCodes)[number];

/** Thrown for errors that the user can fix. The message is one line: what was expected, what it got, and what to do. */
export class ExpectedError<Code extends string = string> extends Error {
  override readonly name: string = "ExpectedError";
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export class EmulatorError extends ExpectedError<EmulatorErrorCode> {
  override readonly name: string = "EmulatorError";
}

/** Thrown while another process has the database open. */
export class AlreadyRunningError extends EmulatorError {
  constructor(message: string) {
    super("AlreadyRunning", message);
  }
}

/** Thrown when the state cannot be opened or written: the disk is full, or permissions are missing. */
export class StateUnwritableError extends EmulatorError {
  override readonly name = "StateUnwritableError";

  constructor(message: string, options?: ErrorOptions) {
    super("StateUnwritable", message, options);
  }
}

/** Returns the code of an error, such as `StateCorrupt` or `EADDRINUSE`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** Returns an error's stack, for unexpected errors. */
export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
