import { BatchEnvironment, readSettings } from "./infra/index.ts";

/** Pulumi calls the default export and takes its result for the stack outputs, so importing this file does nothing. */
export default () => new BatchEnvironment("azbatch", readSettings()).outputs;
