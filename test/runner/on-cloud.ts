import { type SuiteCloud, startTestCloud, type TestCloud } from "./local-cloud.ts";
import { openSharedCloud } from "./shared-cloud.ts";
import { type CloudUser, cloudUser } from "./user.ts";

type CloudSuite = (on: { readonly cloud: SuiteCloud; readonly user: CloudUser }) => void;

const describeOn = (open: () => Promise<TestCloud>, title: string, suite: CloudSuite): void =>
  void describe(title, function () {
    this.timeout(60_000);
    let opened: TestCloud;
    before("opens the local cloud", async () => {
      opened = await open();
    });
    after("closes the local cloud", () => opened.close());
    const cloud: SuiteCloud = {
      get folder() {
        return opened.folder;
      },
      get outputsFile() {
        return opened.outputsFile;
      },
      get outputs() {
        return opened.outputs;
      },
    };
    suite({ cloud, user: cloudUser(cloud) });
  });

/**
 * A suite with a user on a local cloud that suites share, one after the other. Each suite has separate containers. The
 * pool and the account's list of jobs are shared.
 */
export const describeOnCloud = (title: string, suite: CloudSuite): void =>
  describeOn(openSharedCloud, title, suite);

/** A suite with a local cloud that no other suite uses, for tests that list all jobs or change the pool or its nodes. */
export const describeOnOwnCloud = (title: string, suite: CloudSuite): void =>
  describeOn(startTestCloud, title, suite);
