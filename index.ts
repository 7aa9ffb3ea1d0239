import { program } from "./infra/program.ts";
import { readSettings } from "./infra/settings.ts";

/** Pulumi calls the default export and takes its result for the stack outputs, so importing this file does nothing. */
export default () => program(readSettings());
