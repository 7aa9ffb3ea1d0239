interface IdleOptions {
  readonly lingerMs: number;
  /** Returns whether the cloud is in use or has work. Called at the end of each linger. */
  readonly isBusy: () => boolean;
  readonly onIdle: () => void;
}

export interface IdleWatch {
  /** Starts the linger again. */
  restart(): void;
  stop(): void;
}

/** Calls `onIdle` at the end of the first linger at which `isBusy` returns false. */
export const watchIdle = ({ lingerMs, isBusy, onIdle }: IdleOptions): IdleWatch => {
  let timer: NodeJS.Timeout;
  const restart = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => (isBusy() ? restart() : onIdle()), lingerMs);
  };
  restart();
  return { restart, stop: () => clearTimeout(timer) };
};
