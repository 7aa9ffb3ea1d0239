import { declareEnvironment } from "../../infra/environment.ts";
import type { Settings } from "../../infra/settings/schema.ts";
import { surroundings } from "./settings.ts";

/** Declares the environment `azbatch` for checked settings and returns its outputs. */
export const declareFor = (settings: Settings, today = surroundings.today) =>
  declareEnvironment({ name: surroundings.name, today }, { settings });
