import type { Problem } from "./problem.ts";
import { coresOf } from "./vm-size.ts";

/** The quotas that a Batch account reports; a property is absent where Azure keeps that quota elsewhere. */
export interface AccountQuotas {
  readonly dedicatedCoreQuota?: number | null;
  /** Names such as `standardDSv5Family`. */
  readonly dedicatedCoreQuotaPerVMFamily?: readonly VmFamilyQuota[] | null;
  /** Whether the families' quotas hold besides the account's. */
  readonly dedicatedCoreQuotaPerVMFamilyEnforced?: boolean | null;
  readonly lowPriorityCoreQuota?: number | null;
  readonly poolQuota?: number | null;
}

interface VmFamilyQuota {
  readonly name: string;
  readonly coreQuota: number;
}

/** The most that the pool asks for. */
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
 * A problem for each quota of the account with which the pool would wait for ever for its last nodes. Nothing is said of a
 * family that the account does not list, nor of cores where the name of the size does not tell them.
 */
export const quotaProblems = (need: PoolNeed, quotas: AccountQuotas): QuotaProblem[] => {
  const { vmSize, dedicatedNodes, spotNodes } = need;
  const family = quotas.dedicatedCoreQuotaPerVMFamilyEnforced
    ? familyOf(vmSize, quotas.dedicatedCoreQuotaPerVMFamily ?? [])
    : undefined;
  return [
    cores({ vmSize, nodes: dedicatedNodes, quota: quotas.dedicatedCoreQuota, what: "dedicated cores" }),
    cores({
      vmSize,
      nodes: dedicatedNodes,
      quota: family?.coreQuota,
      what: `dedicated cores of ${family?.name}`,
    }),
    cores({ vmSize, nodes: spotNodes, quota: quotas.lowPriorityCoreQuota, what: "spot cores" }),
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
        message: `quota: expected room for 1 pool, found none; ${askFor("pools")}`,
      };

const cores = (asked: {
  vmSize: string;
  nodes: number;
  quota: number | null | undefined;
  what: string;
}): QuotaProblem | undefined => {
  const { vmSize, nodes, quota, what } = asked;
  const each = coresOf(vmSize);
  if (each === undefined || typeof quota !== "number" || nodes * each <= quota) return undefined;
  const fitting = Math.floor(quota / each);
  const fewer = fitting > 0 ? `, or set at most ${fitting} such nodes` : "";
  const needed = nodes * each;
  const message =
    `quota: expected ${needed} ${what} (${nodes} × ${vmSize}), found ${quota}; ` +
    `${askFor(what)}, or set another vmSize${fewer}`;
  return { key: "quota", code: "QuotaExceeded", what, needed, quota, message };
};

const askFor = (what: string): string =>
  `ask for more ${what} in the portal (the Batch account, Settings, Quotas, Request quota increase)`;

/**
 * By Azure's habit of naming: `Standard_D2as_v5` is of `standardDASv5Family`, `Standard_E8-4s_v5` of `standardESv5Family`.
 * Families name neither more memory (`m`) nor isolation (`i`): `Standard_B2ms` is of `standardBSFamily`.
 */
const familyOf = (vmSize: string, families: readonly VmFamilyQuota[]): VmFamilyQuota | undefined => {
  const [, series = "", features = "", rest = ""] =
    /^Standard_([A-Z]+)\d+(?:-\d+)?([a-z]*)((?:_[A-Za-z0-9]+)*)$/i.exec(vmSize) ?? [];
  const names = [features, features.replace(/[mi]/g, "")].map((kept) =>
    `standard${series}${kept}${rest.replaceAll("_", "")}Family`.toLowerCase(),
  );
  return families.find(({ name }) => names.includes(name.toLowerCase()));
};
