import type { Clock } from "../clock.ts";
import { type TransferMeter, transferMeter } from "../storage/transfer.ts";
import type { Emit } from "../ui/events.ts";

interface DownloadProgress {
  /** Emits the events of a run, which show whether its tasks are still running. */
  readonly emit: Emit;
  /** Counts downloaded bytes and emits `downloading` while no task of the job is left. */
  readonly meter: TransferMeter;
}

/** Shows downloads after the end of a job. Before, the display shows the job's progress. */
export const downloadProgress = (emit: Emit, clock: Pick<Clock, "monotonicMs">): DownloadProgress => {
  let isJobActive = false;
  let files = 0;
  const meter = transferMeter({
    clock,
    onProgress: (transfer) => {
      if (!isJobActive) emit({ event: "downloading", files, ...transfer });
    },
  });
  const endJob = (): void => {
    isJobActive = false;
    files = 0;
    meter.restart();
  };
  return {
    emit: (event) => {
      if (event.event === "started") isJobActive = true;
      if (event.event === "progress" && event.counts.active + event.counts.running === 0) endJob();
      if (event.event === "task") files += event.files.length;
      emit(event);
    },
    meter,
  };
};
