import type { Problem } from "./problem.ts";
import { coresOf } from "./vm-size.ts";

/** Quotas that a Batch account reports; a property is absent if Azure manages that quota elsewhere. */
export interface AccountQuotas {
  readonly dedicatedCoreQuota?: number | null;
  /** Names such as `standardDSv5Family`. */
  readonly dedicatedCoreQuotaPerVMFamily?: readonly VmFamilyQuota[] | null;
  /** Whether the quotas of families apply in addition to the account's. */
  readonly dedicatedCoreQuotaPerVMFamilyEnforced?: boolean | null;
  readonly lowPriorityCoreQuota?: number | null;
  readonly poolQuota?: number | null;
}

interface VmFamilyQuota {
  readonly name: string;
  readonly coreQuota: number;
}

/** Most nodes that the pool requests. */
interface PoolNeed {
  readonly vmSize: string;
  readonly dedicatedNodes: number;
  readonly spotNodes: number;
}

interface QuotaProblem extends Problem {
  readonly code: "QuotaExceeded";
  /** `dedicated cores of standardDSv5Family`, `spot cores` or `pools`. */
  readonly what: string;
  readonly needed: number;
  readonly quota: number;
}

/**
 * Returns a problem for each quota of the account that is too small for all of the pool's nodes. Doesn't check a VM family that the
 * account doesn't list, nor cores if the name of the VM size doesn't contain them.
 */
export const quotaProblems = (need: PoolNeed, quotas: AccountQuotas): QuotaProblem[] => {
  const { vmSize, dedicatedNodes, spotNodes } = need;
  const family = quotas.dedicatedCoreQuotaPerVMFamilyEnforced
    ? familyOf(vmSize, quotas.dedicatedCoreQuotaPerVMFamily ?? [])
    : undefined;
  return [
    cores({ vmSize, nodes: dedicatedNodes, kind: "dedicated", quota: quotas.dedicatedCoreQuota }),
    cores({ vmSize, nodes: dedicatedNodes, kind: "dedicated", quota: family?.coreQuota, family }),
    cores({ vmSize, nodes: spotNodes, kind: "spot", quota: quotas.lowPriorityCoreQuota }),
    pools(quotas.poolQuota ?? 1),
  ].filter((problem) => problem !== undefined);
};

const pools = (quota: number): QuotaProblem | undefined =>
  quota > 0
    ? undefined
    : {
        key: "quota",
        code: "QuotaExceeded",
        what: "pools",
        needed: 1,
        quota,
        message: `quota: expected room for 1 pool, got 0. ${requestMore("pools")}.`,
      };

interface CoreNeed {
  readonly vmSize: string;
  readonly nodes: number;
  readonly kind: "dedicated" | "spot";
  readonly quota: number | null | undefined;
  /** Family that the quota is limited to. */
  readonly family?: VmFamilyQuota | undefined;
}

const cores = ({ vmSize, nodes, kind, quota, family }: CoreNeed): QuotaProblem | undefined => {
  const each = coresOf(vmSize);
  if (each === undefined || typeof quota !== "number" || nodes * each <= quota) return undefined;
  const possible = Math.floor(quota / each);
  const fewer = possible > 0 ? `, set at most ${possible} ${kind} ${possible === 1 ? "node" : "nodes"}` : "";
  const needed = nodes * each;
  const what = `${kind} cores${family === undefined ? "" : ` of ${family.name}`}`;
  const message =
    `quota: expected ${needed} ${what} (${nodes} × ${vmSize}), got ${quota}. ` +
    `${requestMore("cores")}${fewer} or set another vmSize.`;
  return { key: "quota", code: "QuotaExceeded", what, needed, quota, message };
};

const requestMore = (what: string): string =>
  `Request more ${what} in the portal (Batch account > Settings > Quotas > Request quota increase)`;

/**
 * Returns the family of a VM size by Azure's naming: `Standard_D2as_v5` is in `standardDASv5Family`, `Standard_E8-4s_v5` in
 * `standardESv5Family`. Names of families omit the letters for more memory (`m`) and isolation (`i`): `Standard_B2ms` is in
 * `standardBSFamily`.
 */
const familyOf = (vmSize: string, families: readonly VmFamilyQuota[]): VmFamilyQuota | undefined => {
  const [, series = "", features = "", rest = ""] =
    /^Standard_([A-Z]+)\d+(?:-\d+)?([a-z]*)((?:_[A-Za-z0-9]+)*)$/i.exec(vmSize) ?? [];
  const names = [features, features.replace(/[mi]/g, "")].map((kept) =>
    `standard${series}${kept}${rest.replaceAll("_", "")}Family`.toLowerCase(),
  );
  return families.find(({ name }) => names.includes(name.toLowerCase()));
};
