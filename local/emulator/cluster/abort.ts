import { setMaxListeners } from "node:events";

/** A controller whose signal many listen to at once, each download for example; Node takes more than ten for a leak. */
export const newAbort = (): AbortController => {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
};
