import { type SuiteCloud, startTestCloud, type TestCloud } from "./local-cloud.ts";
import { type CloudUser, cloudUser } from "./user.ts";

/** A suite with a local cloud of its own and somebody who works on it, both there from the suite's first hook to its last. */
export const describeOnCloud = (
  title: string,
  suite: (on: { readonly cloud: SuiteCloud; readonly user: CloudUser }) => void,
): void =>
  void describe(title, function () {
    this.timeout(60_000);
    let started: TestCloud;
    before("starts the local cloud", async () => {
      started = await startTestCloud();
    });
    after("ends the local cloud", () => started.close());
    const cloud: SuiteCloud = {
      get folder() {
        return started.folder;
      },
      get outputsFile() {
        return started.outputsFile;
      },
      get outputs() {
        return started.outputs;
      },
    };
    suite({ cloud, user: cloudUser(cloud) });
  });
