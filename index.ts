import { requireLocalCloud } from "./infra/local-cloud.ts";
import { program } from "./infra/program.ts";
import { readSettings } from "./infra/settings/read-settings.ts";

/** Pulumi calls the default export and takes its result for the stack outputs, so importing this file does nothing. */
export default async () => {
  await requireLocalCloud();
  return program(readSettings());
};
