import type { BatchServiceModels as Models } from "@azure/batch";
import type { Check } from "../view.ts";

/** Time to replace a pool without haste. */
const warnDays = 180;
const dayMs = 86_400_000;

/** Checks until when Batch supports the pool's image [ImageInformation.batchSupportEndOfLife]. */
export const imageCheck: Check = ({ pool: { value: pool }, images, now }) => {
  const machine = pool?.virtualMachineConfiguration;
  if (machine === undefined || images.value === undefined) return [];
  const reference = machine.imageReference;
  // Batch doesn't list a user's images.
  if (reference.virtualMachineImageId !== undefined) return [];
  const name = [reference.publisher, reference.offer, reference.sku].join(" ");
  const check = "image";
  const fix = "npx pulumi config set image ubuntu-24.04 && npx pulumi up (replaces the pool)";
  const found = images.value.find((image) => isSame(image, machine));
  if (found === undefined) {
    const text = `${name} with ${machine.nodeAgentSKUId} is not among the images that Batch supports`;
    return [{ check, level: "warning", text, fix }];
  }
  const end = found.batchSupportEndOfLife;
  if (end === undefined) return [{ check, level: "ok", text: `${name}: no end of support announced` }];
  const days = Math.floor((end.getTime() - now.getTime()) / dayMs);
  const date = end.toISOString().slice(0, 10);
  if (days < 0) return [{ check, level: "problem", text: `${name}: Batch's support ended on ${date}`, fix }];
  const text = `${name}: Batch's support ends on ${date}, in ${days} days`;
  return days < warnDays ? [{ check, level: "warning", text, fix }] : [{ check, level: "ok", text }];
};

const isSame = (image: Models.ImageInformation, machine: Models.VirtualMachineConfiguration): boolean => {
  const same = (a = "", b = ""): boolean => a.toLowerCase() === b.toLowerCase();
  const [a, b] = [image.imageReference, machine.imageReference];
  return (
    same(image.nodeAgentSKUId, machine.nodeAgentSKUId) &&
    same(a.publisher, b.publisher) &&
    same(a.offer, b.offer) &&
    same(a.sku, b.sku)
  );
};
