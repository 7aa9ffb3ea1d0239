import assert from "node:assert/strict";
import { mock } from "node:test";
import { watchIdle } from "../../local/idle.ts";

describe("watchIdle", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  const watch = (isBusy: () => boolean) => {
    const seen = { idle: 0 };
    const onIdle = (): void => {
      seen.idle += 1;
    };
    const watched = watchIdle({ lingerMs: 1000, isBusy, onIdle });
    return { seen, ...watched };
  };

  it("calls onIdle after an idle linger", () => {
    const { seen } = watch(() => false);
    mock.timers.tick(999);
    assert.equal(seen.idle, 0);
    mock.timers.tick(1);
    assert.equal(seen.idle, 1);
  });

  it("checks again after each linger until it is idle", () => {
    let busy = true;
    const { seen } = watch(() => busy);
    mock.timers.tick(1000);
    mock.timers.tick(1000);
    assert.equal(seen.idle, 0);
    busy = false;
    mock.timers.tick(1000);
    assert.equal(seen.idle, 1);
  });

  it("starts the linger again on restart, and never calls onIdle after stop", () => {
    const { seen, restart, stop } = watch(() => false);
    mock.timers.tick(900);
    restart();
    mock.timers.tick(900);
    assert.equal(seen.idle, 0);
    stop();
    mock.timers.tick(5000);
    assert.equal(seen.idle, 0);
  });
});
