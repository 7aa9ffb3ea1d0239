export const blobUrl = (containerUrl: string, blobName: string): string =>
  `${containerUrl}/${blobName.split("/").map(encodeURIComponent).join("/")}`;
