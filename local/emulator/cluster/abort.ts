import { setMaxListeners } from "node:events";

/** Returns an AbortController whose signal may have any number of listeners; Node warns of a leak above ten. */
export const newAbort = (): AbortController => {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
};
