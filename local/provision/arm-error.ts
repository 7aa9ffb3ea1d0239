import { type ArmErrorCode, LocalCloudError } from "../errors.ts";

/** An error of Azure Resource Manager, in azure-native's form. */
export class ArmError extends LocalCloudError {
  readonly status: number;

  constructor(status: number, code: ArmErrorCode, message: string) {
    super(code, `Status=${status} Code="${code}" Message="${message}"`);
    this.status = status;
  }
}
