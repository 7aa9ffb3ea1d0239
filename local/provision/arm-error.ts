import { type ArmErrorCode, LocalCloudError } from "../errors.ts";

/** An error of Azure Resource Manager, in azure-native's form. */
export class ArmError extends LocalCloudError {
  readonly status: number;

  /** @param hint what to do, which Azure's own message lacks */
  constructor(status: number, code: ArmErrorCode, message: string, hint?: string) {
    super(
      code,
      `Status=${status} Code="${code}" Message="${message}"${hint === undefined ? "" : `. ${hint}`}`,
    );
    this.status = status;
  }
}
