import StorageError from "azurite/dist/src/blob/errors/StorageError.js";
import xml from "azurite/dist/src/blob/generated/utils/xml.js";

/**
 * Refuses blob names with control characters, as Azure Storage does, and encodes stored ones in lists. Azurite accepts any name,
 * but responds 500 to every list with a name that XML can't contain.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
 */
export const checkBlobNames = (store: object): void => {
  const metadataStore = store as MetadataStore;
  refuseNames(metadataStore, "createBlob", 1, "name");
  refuseNames(metadataStore, "commitBlockList", 1, "name");
  refuseNames(metadataStore, "stageBlock", 1, "blobName");
  refuseNames(metadataStore, "startCopyFromURL", 2, "blob");
  refuseNames(metadataStore, "copyFromURL", 2, "blob");
  encodeMarkers(metadataStore);
  encodeListedNames();
};

/** Operations by name. */
type MetadataStore = Record<string, (...args: unknown[]) => Promise<unknown>>;

// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
const refused = /[\0-\x1f\x7f-\x9f\ufffe\uffff]/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
const notInXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Wraps an operation whose argument at `position` has a blob name in `property`. */
const refuseNames = (store: MetadataStore, operation: string, position: number, property: string): void => {
  const original = store[operation]!.bind(store);
  store[operation] = async (...args) => {
    const [context, { [property]: name }] = [args[0], args[position]] as [Context, Record<string, unknown>];
    if (!refused.test(String(name))) return original(...args);
    const message = "The specifed resource name contains invalid characters.";
    throw new StorageError.default(400, "InvalidResourceName", message, context.contextId);
  };
};

interface Context {
  readonly contextId: string;
}

const encodedMarker = "encoded:";

/** Encodes markers, which are the name of a page's last blob. */
const encodeMarkers = (store: MetadataStore): void => {
  const original = store.listBlobs!.bind(store);
  const markerAt = 7;
  store.listBlobs = async (...args) => {
    const marker = args[markerAt];
    if (typeof marker === "string" && marker.startsWith(encodedMarker))
      args[markerAt] = decodeURIComponent(marker.slice(encodedMarker.length));
    const [items, prefixes, next] = (await original(...args)) as [unknown, unknown, unknown];
    const isNotInXml = typeof next === "string" && notInXml.test(next);
    return [items, prefixes, isNotInXml ? `${encodedMarker}${encodeURIComponent(next)}` : next];
  };
};

/**
 * Percent-encodes such names and marks them with an attribute, as Azure does.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs (Name, Encoded)
 */
const encodeListedNames = (): void => {
  const { stringifyXML } = xml;
  xml.stringifyXML = (body, options) => stringifyXML(encodeNames(body), options);
};

const encodeNames = (value: unknown, key = ""): unknown => {
  if (typeof value === "string" && notInXml.test(value)) {
    const encoded = encodeURIComponent(value);
    return key === "Name" ? { $: { Encoded: "true" }, _: encoded } : encoded;
  }
  if (Array.isArray(value)) return value.map((item) => encodeNames(item, key));
  if (value === null || typeof value !== "object" || value.constructor !== Object) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, encodeNames(item, name)]));
};
