/**
 * Cores of an Azure VM size by its name, `Standard_D2s_v5` → 2, or undefined where the name does not say.
 * Constrained sizes name the cores that are left: `Standard_E8-4s_v5` → 4.
 * https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
export const coresOf = (vmSize: string): number | undefined => {
  const [, all, left] = /^Standard_[A-Z]+(\d+)(?:-(\d+))?[a-z]*(?:_|$)/.exec(vmSize) ?? [];
  return all === undefined ? undefined : Number(left ?? all);
};
