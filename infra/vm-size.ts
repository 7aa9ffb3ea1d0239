/**
 * Returns the vCPUs of an Azure VM size, read from its name in any case: 2 for `Standard_D2s_v5`, and for a constrained size the
 * active ones, 4 for `Standard_E8-4s_v5`. Returns undefined if the name doesn't contain them: in the D, Ds, Dv2, Dsv2, G and
 * Gs series it numbers the sizes, so `Standard_D13_v2` has 8.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
export const coresOf = (vmSize: string): number | undefined => {
  if (/^Standard_[DG]S?\d+(-\d+)?i?(_v2)?(_Promo)?$/i.test(vmSize)) return undefined;
  const [, all, left] = /^Standard_[A-Z]+(\d+)(?:-(\d+))?[a-z]*(?:_|$)/i.exec(vmSize) ?? [];
  return all === undefined ? undefined : Number(left ?? all);
};
