import { autoscaleFormula } from "../../infra/autoscale.ts";
import { type Moment, simulateAutoscale } from "../helpers/simulate-autoscale.ts";
import type { SimulatedTask } from "../helpers/simulated-pool.ts";
import { areaChart } from "./area-chart.ts";

const options = { minNodes: 0, maxNodes: 20, spotPercent: 80, taskSlotsPerNode: 4, idleMinutes: 15 };
/** Hour of the day at the plot's left edge. */
const firstHour = 7;
const minutes = 13 * 60;

const clock = (hour: number, minute = 0): number => (hour - firstHour) * 60 + minute;
const tasks = (count: number, arrives: number, runs: number): SimulatedTask[] =>
  Array.from({ length: count }, () => ({ arrives, runs }));

const day = [
  ...Array.from({ length: 15 }, (_, index) => ({ arrives: clock(7, 31) + index * 7, runs: 4 })),
  ...tasks(48, clock(10, 2), 25),
  ...tasks(240, clock(12, 3), 30),
  ...tasks(40, clock(16, 31), 12),
  ...tasks(3, clock(16, 31), 100),
];

const events: readonly [minute: number, text: string][] = [
  [clock(7, 31), "a trickle"],
  [clock(10, 2), "48 tasks, no spot nodes"],
  [clock(12, 3), "240 tasks"],
  [clock(13), "Azure takes 12 spot nodes"],
  [clock(16, 31), "43 tasks, 3 of them long"],
];

const spotCapacity = (minute: number): number => {
  if (minute >= clock(10) && minute < clock(10, 40)) return 0;
  return minute >= clock(13) && minute < clock(13, 50) ? 4 : 100;
};

/** Returns docs/autoscale.svg: a simulated day of a pool, whose size follows the formula as the emulator evaluates it. */
export const autoscalePlot = (): string => {
  const { taskSlotsPerNode } = options;
  const moments = simulateAutoscale({
    formula: autoscaleFormula(options),
    taskSlotsPerNode,
    tasks: day,
    minutes,
    spotCapacity,
  });
  const of = (read: (moment: Moment) => number): number[] => moments.map(read);
  const frame = { left: 50, width: 840 };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 910 472" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>A pool of 0 to 20 nodes, 80% spot, 4 task slots each, on a simulated day</title>`,
    `<style>.grid{stroke:#d8dee4}.tick{fill:#59636e}.title{font-weight:600}.line{fill:none;stroke-width:1.5}.event{stroke:#59636e;stroke-dasharray:2 3}</style>`,
    `<rect width="910" height="472" rx="6" fill="#fff"/>`,
    areaChart(
      {
        title: "Tasks",
        areas: [
          { name: "running", fill: "#2f6f4f", values: of(({ running }) => running) },
          { name: "waiting", fill: "#a9d5b8", values: of(({ waiting }) => waiting) },
        ],
        max: 240,
        ticks: [0, 80, 160, 240],
      },
      { ...frame, top: 72, height: 150 },
    ),
    areaChart(
      {
        title: "Nodes",
        areas: [
          { name: "dedicated", fill: "#1f4e9c", values: of(({ dedicated }) => dedicated) },
          { name: "spot", fill: "#8fb8ee", values: of(({ spot }) => spot) },
          { name: "preempted, no cost", fill: "#e3b9b9", values: of(({ preempted }) => preempted) },
        ],
        line: { name: "wanted", fill: "#b3261e", values: of(wanted) },
        max: 25,
        ticks: [0, 10, 20],
      },
      { ...frame, top: 266, height: 170 },
    ),
    ...events.map(([minute, text], index) => eventMark(minute, text, index)),
    ...hours(),
    "</svg>\n",
  ].join("\n");
};

const wanted = ({ targetDedicated, targetSpot }: Moment): number => targetDedicated + targetSpot;

const xOf = (minute: number): number => Math.round((50 + (minute / minutes) * 840) * 10) / 10;

/** Returns a mark with its text, at one of two heights so that neighbours don't overlap. */
const eventMark = (minute: number, text: string, index: number): string => {
  const y = index % 2 === 0 ? 18 : 34;
  return `<path class="event" d="M${xOf(minute)} ${y + 4}V48m0 24V222m0 44V436"/><text x="${xOf(minute) + 4}" y="${y}">${text}</text>`;
};

const hours = (): string[] =>
  Array.from({ length: minutes / 60 + 1 }, (_, hour) => {
    const label = `${String(firstHour + hour).padStart(2, "0")}:00`;
    return `<text class="tick" x="${xOf(hour * 60)}" y="456" text-anchor="middle">${label}</text>`;
  });
