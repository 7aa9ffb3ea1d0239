import { unlimited } from "../../time/duration.ts";
import type { ApiVersion } from "../versions.ts";

export type Properties = Readonly<Record<string, unknown>>;

/** A change of definitions that adding and removing properties doesn't describe. */
export interface Change {
  /** The first version with the later form. */
  readonly since: ApiVersion;
  readonly definitions: readonly string[];
  /** Earlier names of properties, with their later ones. */
  readonly names?: Readonly<Record<string, string>>;
  /** Returns the later form of what a client of an earlier version sends. */
  readonly later?: (given: Properties) => Properties;
  /** Returns the earlier form of what the service sends. */
  readonly earlier?: (sent: Properties) => Properties;
}

const renamed = (from: string, to: string): Pick<Change, "names" | "later" | "earlier"> => ({
  names: { [from]: to },
  later: rename(from, to),
  earlier: rename(to, from),
});

const rename =
  (from: string, to: string) =>
  ({ [from]: value, ...rest }: Properties): Properties =>
    value === undefined ? rest : { ...rest, [to]: value };

const defaults = (values: Properties): Pick<Change, "later"> => ({
  later: (given) => ({ ...values, ...given }),
});

/** `odata.metadata` names the type of the response: recorded for both forms. */
const flatCounts = ({ taskCounts, ...sent }: Properties): Properties => ({
  "odata.metadata": String(sent["odata.metadata"]).replace("#taskcountsresult/", "#taskcounts/"),
  ...(taskCounts as Properties),
});

/**
 * Changes between API versions, newest first.
 * https://learn.microsoft.com/rest/api/batchservice/batch-service-rest-api-versioning
 */
export const changes: readonly Change[] = [
  {
    since: "2020-09-01.12.0",
    definitions: ["PoolAddParameter", "PoolSpecification", "CloudPool"],
    ...renamed("maxTasksPerNode", "taskSlotsPerNode"),
  },
  { since: "2020-09-01.12.0", definitions: ["TaskCounts"], earlier: flatCounts },
  {
    since: "2020-03-01.11.0",
    definitions: ["NetworkConfiguration"],
    later: ({ publicIPs, ...rest }) =>
      publicIPs === undefined
        ? rest
        : { ...rest, publicIPAddressConfiguration: { provision: "usermanaged", ipAddressIds: publicIPs } },
    earlier: ({ publicIPAddressConfiguration, ...rest }) => {
      const { ipAddressIds } = (publicIPAddressConfiguration ?? {}) as Properties;
      return ipAddressIds === undefined ? rest : { ...rest, publicIPs: ipAddressIds };
    },
  },
  { since: "2019-08-01.10.0", definitions: ["StartTask"], ...defaults({ waitForSuccess: false }) },
  {
    since: "2018-12-01.8.0",
    definitions: ["CloudServiceConfiguration"],
    ...renamed("targetOSVersion", "osVersion"),
  },
  { since: "2018-12-01.8.0", definitions: ["ResourceFile"], ...renamed("blobSource", "httpUrl") },
  {
    since: "2018-12-01.8.0",
    definitions: ["TaskAddParameter", "TaskUpdateParameter", "JobManagerTask", "JobPreparationTask"],
    later: ({ constraints, ...rest }) => ({
      ...rest,
      constraints: { retentionTime: unlimited, ...(constraints as Properties | undefined) },
    }),
  },
  { since: "2018-12-01.8.0", definitions: ["JobReleaseTask"], ...defaults({ retentionTime: unlimited }) },
  { since: "2018-08-01.7.0", definitions: ["DataDisk", "OSDisk"], ...defaults({ caching: "none" }) },
  {
    since: "2018-08-01.7.0",
    definitions: ["ContainerConfiguration"],
    later: (given) => ({ ...given, type: "dockerCompatible" }),
    earlier: (sent) => ({ ...sent, type: "docker" }),
  },
  {
    since: "2018-08-01.7.0",
    definitions: ["TaskCounts"],
    earlier: (sent) => ({ ...sent, validationStatus: "validated" }),
  },
];
