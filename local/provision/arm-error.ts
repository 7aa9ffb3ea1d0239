import { type ArmErrorCode, LocalCloudError } from "../errors.ts";

/** A refusal of Azure Resource Manager in the form in which azure-native shows it. */
export class ArmError extends LocalCloudError {
  readonly status: number;

  constructor(status: number, code: ArmErrorCode, message: string) {
    super(code, `Status=${status} Code="${code}" Message="${message}"`);
    this.status = status;
  }
}
