import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

const findNode = () => {
  try {
    return resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    return undefined;
  }
};

/** Path of the packaged Node; undefined if npm has none for this platform. */
export const nodePath = findNode();
