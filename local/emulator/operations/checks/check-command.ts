import { invalidProperty } from "../../protocol/errors.ts";
import type { Command, NameValue } from "../../state/task-types.ts";
import { checkResourceFiles } from "./check-resource-files.ts";

/** Refuses what any kind of task cannot have. */
export const checkCommand = ({ environmentSettings, userIdentity, resourceFiles }: Command): void => {
  checkEnvironment(environmentSettings);
  // Swagger, UserIdentity: "mutually exclusive".
  if (userIdentity?.username !== undefined && userIdentity.autoUser !== undefined)
    throw invalidProperty("userIdentity", userIdentity, "Only one of username and autoUser can be given.");
  checkResourceFiles(resourceFiles);
};

/** No process can be given a variable without a name, or with such characters in it. */
export const checkEnvironment = (settings: readonly NameValue[] = []): void => {
  for (const { name, value = "" } of settings) {
    if (name === "" || /[=\0]/.test(name))
      throw invalidProperty(
        "environmentSettings",
        name,
        "The name is empty, or has a character that no name can have.",
      );
    if (value.includes("\0"))
      throw invalidProperty("environmentSettings", name, "The value has a character that no value can have.");
  }
};
