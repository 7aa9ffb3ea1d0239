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

  it("calls after a linger with nothing going on", () => {
    const { seen } = watch(() => false);
    mock.timers.tick(999);
    assert.equal(seen.idle, 0);
    mock.timers.tick(1);
    assert.equal(seen.idle, 1);
  });

  it("looks again while there is work, and calls when it is done", () => {
    let busy = true;
    const { seen } = watch(() => busy);
    mock.timers.tick(1000);
    mock.timers.tick(1000);
    assert.equal(seen.idle, 0);
    busy = false;
    mock.timers.tick(1000);
    assert.equal(seen.idle, 1);
  });

  it("begins the linger anew when told, and never calls once stopped", () => {
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
