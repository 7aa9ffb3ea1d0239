/** A virtual machine image and the node agent that matches it, in the form that Batch expects. */
export interface Image {
  readonly imageReference: {
    readonly publisher: string;
    readonly offer: string;
    readonly sku: string;
    readonly version: string;
  };
  readonly nodeAgentSkuId: string;
}

/** Images with a container runtime, by the names that the setting accepts. */
const named: Readonly<Record<string, string>> = {
  "ubuntu-24.04": "microsoft-dsvm:ubuntu-hpc:2404:latest:batch.node.ubuntu 24.04",
  "ubuntu-22.04": "microsoft-dsvm:ubuntu-hpc:2204:latest:batch.node.ubuntu 22.04",
};

export const imageNames = Object.keys(named);

/** Parses one of `imageNames` or `publisher:offer:sku:version:agent`. Returns undefined for any other text. */
export const imageOf = (text: string): Image | undefined => {
  const parts = (named[text] ?? text).split(":");
  const [publisher, offer, sku, version, nodeAgentSkuId, ...more] = parts;
  if (!publisher || !offer || !sku || !version || !nodeAgentSkuId || more.length > 0) return undefined;
  return { imageReference: { publisher, offer, sku, version }, nodeAgentSkuId };
};

/** Returns the image in the notation of Azure's tools: `publisher:offer:sku:version`. */
export const urnOf = ({ imageReference: { publisher, offer, sku, version } }: Image): string =>
  [publisher, offer, sku, version].join(":");
