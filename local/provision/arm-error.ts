import type { BatchError } from "../emulator/index.ts";
import { type ArmErrorCode, LocalCloudError } from "../errors.ts";

/** An error of Azure Resource Manager, in azure-native's form. */
export class ArmError extends LocalCloudError {
  readonly status: number;

  /** @param hint what to do, which Azure's own message lacks */
  constructor(status: number, code: ArmErrorCode, message: string, hint?: string) {
    super(code, `${armText(status, code, message)}${hint === undefined ? "" : `. ${hint}`}`);
    this.status = status;
  }
}

/** Returns the error for a pool that the Batch service refuses, with the property and the reason. */
export const poolRefused = ({ status, code, message, values }: BatchError): LocalCloudError => {
  const details = values.map(({ key, value }) => `${key}: ${value}`).join(", ");
  return new LocalCloudError("InvalidResource", armText(status, code, `${message} ${details}`.trimEnd()));
};

const armText = (status: number, code: string, message: string): string =>
  `Status=${status} Code="${code}" Message="${message}"`;
