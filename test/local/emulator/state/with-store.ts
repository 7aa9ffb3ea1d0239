import { openStore, type Store } from "../../../../local/emulator/state/store.ts";
import { createClock, type Micros } from "../../../../local/emulator/time/clock.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";

/** Opens an empty store, whose time advances by a second with each call of `tick`, which returns the time. */
export const withStore = (use: (store: Store, tick: () => Micros) => void): Promise<void> =>
  withTemporaryFolder(async (dir) => {
    let millis = Date.UTC(2026, 0, 1);
    const store = openStore(
      dir,
      createClock(() => new Date(millis)),
    );
    try {
      use(store, () => {
        millis += 1000;
        return millis * 1000;
      });
    } finally {
      store.close();
    }
  });
