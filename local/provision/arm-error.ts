import { LocalCloudError } from "../errors.ts";

/** A refusal of Azure Resource Manager in the form in which azure-native shows it. */
export class ArmError extends LocalCloudError {
  constructor(status: number, code: string, message: string) {
    super(`Status=${status} Code="${code}" Message="${message}"`);
  }
}
