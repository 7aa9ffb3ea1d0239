/** A virtual machine image as Batch wants it: the agent that runs on the node has to fit the image. */
export interface Image {
  readonly imageReference: {
    readonly publisher: string;
    readonly offer: string;
    readonly sku: string;
    readonly version: string;
  };
  readonly nodeAgentSkuId: string;
}

/** Both have what containers need. */
const named: Readonly<Record<string, string>> = {
  "ubuntu-24.04": "microsoft-dsvm:ubuntu-hpc:2404:latest:batch.node.ubuntu 24.04",
  "ubuntu-22.04": "microsoft-dsvm:ubuntu-hpc:2204:latest:batch.node.ubuntu 22.04",
};

export const imageNames = Object.keys(named);

/** By its name here, or as `publisher:offer:sku:version:agent`. Undefined where it is neither. */
export const imageOf = (text: string): Image | undefined => {
  const parts = (named[text] ?? text).split(":");
  const [publisher, offer, sku, version, nodeAgentSkuId, ...more] = parts;
  if (!publisher || !offer || !sku || !version || !nodeAgentSkuId || more.length > 0) return undefined;
  return { imageReference: { publisher, offer, sku, version }, nodeAgentSkuId };
};

/** As Azure's own tools write it, without the agent. */
export const urnOf = ({ imageReference: { publisher, offer, sku, version } }: Image): string =>
  [publisher, offer, sku, version].join(":");
