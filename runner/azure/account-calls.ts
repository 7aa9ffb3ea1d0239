import type { BatchServiceClient, BatchServiceModels as Models } from "@azure/batch";
import type { SdkCall } from "./sdk-call.ts";

/** What Batch tells of the account and the region. */
export interface AccountCalls {
  /** Images for pools, with the end of Batch's support where one is announced. */
  readonly listSupportedImages: () => Promise<Models.ImageInformation[]>;
}

export const accountCalls = ({ account }: BatchServiceClient, call: SdkCall): AccountCalls => ({
  listSupportedImages: async () => {
    let page = await call((options) => account.listSupportedImages(options));
    const images = [...page];
    while (page.odatanextLink !== undefined) {
      const link = page.odatanextLink;
      page = await call((options) => account.listSupportedImagesNext(link, options));
      images.push(...page);
    }
    return images;
  },
});
