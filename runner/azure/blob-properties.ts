interface ContentProperties {
  readonly blobType?: string | undefined;
  readonly contentMD5?: Uint8Array | undefined;
}

/** The MD5 property of a block blob, hex. An answer without a blob type counts as one of a block blob. */
export const md5Of = ({ blobType = "BlockBlob", contentMD5 }: ContentProperties): string | undefined =>
  blobType === "BlockBlob" && contentMD5 !== undefined ? Buffer.from(contentMD5).toString("hex") : undefined;

/** Headers have an ETag in quotes, lists have it without. */
export const plainEtag = (etag: string | undefined): string | undefined => etag?.replaceAll('"', "");
