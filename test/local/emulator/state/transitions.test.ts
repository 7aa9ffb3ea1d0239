import assert from "node:assert/strict";
import { newJob } from "../../../../local/emulator/state/job-defaults.ts";
import { newJobSchedule } from "../../../../local/emulator/state/new-job-schedule.ts";
import type { JobState } from "../../../../local/emulator/state/resource-types.ts";
import type { JobScheduleState } from "../../../../local/emulator/state/schedule-types.ts";
import { jobIn, scheduleIn } from "../../../../local/emulator/state/transitions.ts";
import { formatTime } from "../../../../local/emulator/time/clock.ts";

const poolInfo = { poolId: "pool" };

describe("the previous state", () => {
  it("of a job is never a state that only leads to another", () => {
    const states: JobState[] = ["disabling", "disabled", "enabling", "active", "terminating", "completed"];
    const previous: unknown[] = [];
    states.reduce(
      (before, state, index) => {
        const job = jobIn(before, state, index + 1);
        previous.push([job.previousState, job.previousStateTransitionTime]);
        return job;
      },
      newJob({ id: "job", poolInfo }, 0),
    );
    const [created, disabled, active] = [0, 2, 4].map(formatTime);
    assert.deepEqual(previous, [
      ...[
        ["active", created],
        ["active", created],
      ],
      ...[
        ["disabled", disabled],
        ["disabled", disabled],
      ],
      ...[
        ["active", active],
        ["active", active],
      ],
    ]);
  });

  it("of a job schedule is never such a state", () => {
    const states: JobScheduleState[] = ["disabled", "active", "terminating", "completed", "deleting"];
    const previous: unknown[] = [];
    states.reduce(
      (before, state, index) => {
        const schedule = scheduleIn(before, state, index + 1);
        previous.push(schedule.previousState);
        return schedule;
      },
      newJobSchedule({ id: "schedule", schedule: {}, jobSpecification: { poolInfo } }, 0),
    );
    assert.deepEqual(previous, ["active", "disabled", "active", "active", "completed"]);
  });
});
