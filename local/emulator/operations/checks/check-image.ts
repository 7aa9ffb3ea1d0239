import { BatchError, invalidProperty } from "../../protocol/errors.ts";
import type { ImageReference } from "../../protocol/types.ts";
import type { ApiVersion } from "../../protocol/versions.ts";

const resource =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute";
const image = `${resource}/galleries/{galleryName}/images/{galleryImageName}`;

/** Formats of an image's id by its property. Azure ended support for managed images, which are no gallery's, on 2026-03-31. */
const formats = {
  virtualMachineImageId: [`${image}/versions/{galleryImageVersionName}`, image],
  sharedGalleryImageId: ["/sharedGalleries/{galleryUniqueName}/images/{galleryImageName}/versions/{version}"],
  communityGalleryImageId: ["/communityGalleries/{galleryName}/images/{galleryImageName}/versions/{version}"],
} as const;

const managed = `${resource}/images/{imageName}`;
const [versioned] = formats.virtualMachineImageId;

/** Formats that errors of earlier API versions name. Recorded by azure-sdk-for-python (test_batch_create_pools) and azure-sdk-for-node. */
const earlierFormats: readonly { readonly before: ApiVersion; readonly text: string }[] = [
  { before: "2023-05-01.17.0", text: versioned },
  { before: "2024-02-01.19.0", text: `${managed}, ${versioned}, or ${image}` },
];

const idNames = ["virtualMachineImageId", "sharedGalleryImageId", "communityGalleryImageId"] as const;

/** Throws if Azure has no such image: its id is malformed, or Batch offers no such image of Azure's marketplace. */
export const checkImage = (reference: ImageReference, apiVersion?: ApiVersion): void => {
  const { publisher, offer, sku } = reference;
  const ids = idNames.filter((name) => reference[name] !== undefined);
  const isNamed = [publisher, offer, sku].some((each) => each !== undefined);
  if (ids.length > 1 || (ids.length === 1 && isNamed))
    throw refused("imageReference", "Expected only one of publisher, offer and sku, and an image's id.");
  for (const name of ids) checkId(name, reference[name] ?? "", apiVersion);
  if (ids.length === 0 && !isOffered(reference))
    throw refused("imageReference", `${named(reference)} is not supported.`);
};

/** Recorded by azure-sdk-for-java (canCreateCustomImageWithExpectedError). */
const checkId = (name: (typeof idNames)[number], id: string, apiVersion: ApiVersion | undefined): void => {
  const { [name]: allowed } = formats;
  if (allowed.some((format) => matches(format, id))) return;
  const earlier =
    name === "virtualMachineImageId"
      ? earlierFormats.find(({ before }) => isBefore(apiVersion, before))?.text
      : undefined;
  // Versions that knew managed images can't name the format of one that is refused.
  const isContradiction = earlier?.includes(managed) && matches(managed, id);
  const text = earlier === undefined || isContradiction ? allowed.join(" or ") : earlier;
  throw invalidProperty(name, id, `The specified resource id must be of the format ${text}`);
};

const isBefore = (version: ApiVersion | undefined, other: ApiVersion): boolean =>
  version !== undefined && version < other;

const matches = (format: string, id: string): boolean =>
  new RegExp(`^${format.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`, "i").test(id);

/** Recorded by azure-sdk-for-java (failIfContainerPoolWithRegularImage). */
export const checkContainers = (reference: ImageReference): void => {
  const { publisher, sku } = reference;
  if (publisher === undefined || publishers[publisher.toLowerCase()]?.hasContainers(sku?.toLowerCase() ?? ""))
    return;
  throw refused("containerConfiguration", `${named(reference)} does not support container feature.`);
};

const named = ({ publisher = "", offer = "", sku = "" }: ImageReference): string =>
  `The specified imageReference with publisher ${publisher} offer ${offer} sku ${sku}`;

/** Returns the 400 of a property whose value Azure doesn't repeat. */
const refused = (name: string, reason: string): BatchError =>
  new BatchError("InvalidPropertyValue", { PropertyName: name, Reason: reason });

interface Publisher {
  /** Beginnings of its offers. Offers and skus change every few months, so any that begins so is accepted. */
  readonly offers: RegExp;
  hasContainers(sku: string): boolean;
}

const always = (): boolean => true;
const never = (): boolean => false;

/**
 * Publishers of the images that Azure's List Supported Images has had since 2019: azure-sdk-for-node and azure-sdk-for-js record it, and
 * learn.microsoft.com/azure/batch/batch-linux-nodes describes it. Images with containers have the capability `DockerCompatible`.
 */
const publishers: Readonly<Record<string, Publisher>> = {
  almalinux: { offers: /^almalinux/, hasContainers: never },
  batch: { offers: /^rendering-/, hasContainers: never },
  canonical: { offers: /^(ubuntu|0001-com-ubuntu-)/, hasContainers: never },
  credativ: { offers: /^debian/, hasContainers: never },
  debian: { offers: /^debian/, hasContainers: never },
  "microsoft-ads": { offers: /./, hasContainers: always },
  "microsoft-azure-batch": { offers: /./, hasContainers: always },
  "microsoft-dsvm": { offers: /./, hasContainers: always },
  microsoftcblmariner: { offers: /^(cbl-mariner|azure-?linux)/, hasContainers: never },
  microsoftwindowsserver: {
    offers: /^(windowsserver|microsoftserver)/,
    hasContainers: (sku) => /containers/.test(sku),
  },
  openlogic: { offers: /^centos/, hasContainers: never },
  oracle: { offers: /^oracle-linux/, hasContainers: never },
  redhat: { offers: /^rhel/, hasContainers: never },
  resf: { offers: /^rockylinux/, hasContainers: never },
  suse: { offers: /^(sles|opensuse)/, hasContainers: never },
};

const isOffered = ({ publisher = "", offer = "", sku = "" }: ImageReference): boolean =>
  sku !== "" && publishers[publisher.toLowerCase()]?.offers.test(offer.toLowerCase()) === true;
