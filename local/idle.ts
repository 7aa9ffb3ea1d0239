interface IdleOptions {
  readonly lingerMs: number;
  /** True while somebody uses what is watched, or it has work to do. */
  readonly isBusy: () => boolean;
  readonly onIdle: () => void;
}

export interface IdleWatch {
  /** Looks again `lingerMs` from now. */
  restart(): void;
  stop(): void;
}

/** Calls `onIdle` once nothing has been going on at the end of a linger. Work tells nobody when it is done: looks again. */
export const watchIdle = ({ lingerMs, isBusy, onIdle }: IdleOptions): IdleWatch => {
  let timer: NodeJS.Timeout;
  const restart = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => (isBusy() ? restart() : onIdle()), lingerMs);
  };
  restart();
  return { restart, stop: () => clearTimeout(timer) };
};
