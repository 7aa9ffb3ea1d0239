/**
 * Cores of an Azure VM size by its name in any case, `Standard_D2s_v5` → 2, or undefined where the name does not say.
 * Constrained sizes name the cores that are left: `Standard_E8-4s_v5` → 4.
 * The numbers of the D, Ds, Dv2, Dsv2, G and Gs series count sizes, not cores: `Standard_D13_v2` has 8.
 * https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
export const coresOf = (vmSize: string): number | undefined => {
  if (/^Standard_[DG]S?\d+(-\d+)?i?(_v2)?(_Promo)?$/i.test(vmSize)) return undefined;
  const [, all, left] = /^Standard_[A-Z]+(\d+)(?:-(\d+))?[a-z]*(?:_|$)/i.exec(vmSize) ?? [];
  return all === undefined ? undefined : Number(left ?? all);
};
