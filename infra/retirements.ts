import type { Problem } from "./problem.ts";

interface Retirement {
  /** Name of the series or the images. */
  readonly what: string;
  /** Matches an Azure VM size, or an image as `publisher:offer:sku:version`, in any case. */
  readonly pattern: RegExp;
  /** Last day on which it works, such as `2027-06-30`. */
  readonly until: string;
  readonly source: string;
}

/** Page of 2026-09-24, read on 2026-11-23. */
const sizeTable =
  "https://learn.microsoft.com/azure/virtual-machines/sizes/lifecycle/retirements-and-capacity-restrictions";

const vmSizes: readonly Retirement[] = [
  {
    what: "NV series",
    pattern: /^Standard_NV\d+(_Promo)?$/i,
    until: "2023-09-06",
    source: "https://learn.microsoft.com/azure/virtual-machines/sizes/migration-guides/nv-series-retirement",
  },
  {
    what: "Basic A and A series",
    pattern: /^(Basic|Standard)_A\d+$/i,
    until: "2024-08-31",
    source: "https://github.com/Azure/Batch/issues/140",
  },
  {
    what: "HB series",
    pattern: /^Standard_HB60(-\d+)?rs$/i,
    until: "2024-08-31",
    source:
      "https://azure.microsoft.com/updates/hbseries-azure-virtual-machines-will-be-retired-by-31-august-2024/",
  },
  { what: "NCv3 series", pattern: /^Standard_NC\d+r?s_v3$/i, until: "2025-09-30", source: sizeTable },
  { what: "DCsv2 series", pattern: /^Standard_DC\d+s_v2$/i, until: "2026-06-30", source: sizeTable },
  {
    what: "DC and EC cc_v5 series",
    pattern: /^Standard_[DE]C\d+ad?s_cc_v5$/i,
    until: "2026-09-01",
    source: sizeTable,
  },
  {
    what: "NVv3 and NVv4 series",
    pattern: /^Standard_NV\d+(s_v3|as_v4)$/i,
    until: "2026-09-30",
    source: sizeTable,
  },
  { what: "M192 v2 sizes", pattern: /^Standard_M192id?m?s_v2$/i, until: "2027-03-31", source: sizeTable },
  {
    what: "HC, HBv2 and NP series",
    pattern: /^Standard_(HC44(-\d+)?rs|HB120(-\d+)?rs_v2|NP\d+s)$/i,
    until: "2027-05-31",
    source: sizeTable,
  },
  {
    what: "D, Ds, Dv2, Dsv2 and Ls series",
    pattern: /^Standard_(DS?\d+(-\d+)?i?(_v2)?(_Promo)?|L\d+s)$/i,
    until: "2028-05-01",
    source: sizeTable,
  },
  {
    what: "Av2, B, F, Fs, Fsv2, G, Gs and Lsv2 series",
    pattern: /^Standard_(A\d+m?_v2|B\d+l?m?s|F\d+s?|F\d+(-\d+)?s_v2|GS?\d(-\d+)?|L\d+s_v2)$/i,
    until: "2028-11-15",
    source: sizeTable,
  },
  {
    what: "DCsv3 and DCdsv3 series",
    pattern: /^Standard_DC\d+d?s_v3$/i,
    until: "2029-10-31",
    source: sizeTable,
  },
  {
    what: "Dv3, Dsv3, Ev3 and Esv3 series",
    pattern: /^Standard_[DE]\d+(-\d+)?i?s?_v3$/i,
    until: "2029-11-15",
    source: sizeTable,
  },
];

const images: readonly Retirement[] = [
  {
    what: "CentOS, Debian 8 to 10, Ubuntu 14.04 to 18.04",
    pattern: /centos|debian[^:]*:(8|9|10)\b|ubuntu.*\b1[468][-_.]?04/i,
    until: "2024-12-31",
    source: "https://github.com/Azure/Batch/issues/180",
  },
  {
    what: "offer almalinux",
    pattern: /^almalinux:almalinux:/i,
    until: "2024-12-29",
    source: "https://github.com/Azure/Batch/issues/181",
  },
  {
    what: "Ubuntu 20.04",
    pattern: /ubuntu.*[:-]20[-_.]?04/i,
    until: "2025-04-23",
    source: "https://github.com/Azure/Batch/issues/174",
  },
  {
    what: "Ubuntu 22.04",
    pattern: /ubuntu.*[:-]22[-_.]?04/i,
    until: "2027-06-30",
    source: "https://github.com/Azure/Batch/issues/200",
  },
];

const kinds = [
  { setting: "vmSize", name: "a VM size", table: vmSizes, replacement: "Standard_D2s_v5" },
  { setting: "image", name: "an image", table: images, replacement: "ubuntu-24.04" },
] as const;

/**
 * Returns a problem for each given setting that Azure has retired (`refused`: no pool can be created) or is going to retire
 * (`warnings`).
 *
 * @param used `image` is `publisher:offer:sku:version`
 * @param today read in UTC
 */
export const retirementsOf = (
  used: { readonly vmSize?: string; readonly image?: string },
  today: Date,
): { refused: Problem[]; warnings: Problem[] } => {
  const refused: Problem[] = [];
  const warnings: Problem[] = [];
  for (const { setting, name, table, replacement } of kinds) {
    const value = used[setting];
    const found = value === undefined ? undefined : table.find(({ pattern }) => pattern.test(value));
    if (found === undefined) continue;
    const { what, until, source } = found;
    const fix = { set: `${setting} ${replacement}`, isExample: true, end: `. See ${source}` };
    if (today.toISOString().slice(0, 10) > until)
      refused.push({
        key: setting,
        code: "Retired",
        message: `${setting}: expected ${name} that Azure offers, got ${value} (${what}, retired after ${until}).`,
        fix,
      });
    else
      warnings.push({
        key: setting,
        code: "Retiring",
        message: `${setting}: Azure retires ${value} (${what}) after ${until}.`,
        fix,
      });
  }
  return { refused, warnings };
};
