// What all charts have in common: axes in the colours of the page, readable ticks, a size that follows.
import uPlot from "uplot";
import {formatTick} from "./format";
import {cssColour} from "./palette";

export const chartFont = "12px system-ui, sans-serif";

export interface AxisSpec { label: string; isLog: boolean; steps?: number[]; format?: (value: number) => string }

export function axis({label, isLog, steps, format}: AxisSpec, side: 0 | 3): uPlot.Axis {
  const tick = format ?? formatTick;
  return {
    side: side === 0 ? 2 : 3,
    label,
    labelFont: `600 ${chartFont}`,
    labelSize: 20,
    font: chartFont,
    stroke: cssColour("ink-soft"),
    grid: {stroke: cssColour("grid"), width: 1},
    ticks: {stroke: cssColour("grid"), width: 1, size: 5},
    gap: 4,
    ...(steps && !isLog ? {incrs: steps} : {}),
    ...(isLog ? {splits: (_, __, low, high) => logTicks(low, high), filter: (_, ticks) => ticks} : {}),
    values: (_, ticks) => ticks.map((value) => value === null ? "" : tick(value)),
    size: side === 0 ? 34 : (_, values) => 18 + 7 * Math.max(2, ...(values ?? []).map((text) => text.length)),
  };
}

/** Powers of ten; 1, 2 and 5 of each where there are few. */
export function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const every = Math.ceil(decades / 8);
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); ++power) {
    const factors = decades < 2.5 ? [1, 2, 5] : power % every === 0 ? [1] : [];
    for (const factor of factors) {
      const tick = Number(`${factor}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** From zero where that costs little room; with a margin otherwise. */
export function linearRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const span = high - low || Math.abs(high) || 1;
  const from = low >= 0 && low < 0.4 * high ? 0 : low - 0.06 * span;
  return [low >= 0 && from < 0 ? 0 : from, high + 0.06 * span];
}

/** Decades that hold the values, not more than nine below the highest. */
export function logRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null || !(high > 0)) return [0.1, 1];
  const from = Math.max(low > 0 ? low : high * 1e-9, high * 1e-9);
  return from === high ? [from / 2, high * 2] : [from / 1.15, high * 1.15];
}

/** The values a logarithmic axis can show. */
export function positive(values: (number | null)[]): (number | null)[] {
  return values.map((value) => value !== null && value > 0 ? value : null);
}

/** Keeps the chart as wide as its frame. Gives a function that ends that. */
export function followWidth(frame: HTMLElement, chart: () => uPlot | null, height: (width: number) => number): () => void {
  const observer = new ResizeObserver(() => {
    const plot = chart();
    const width = Math.floor(frame.clientWidth);
    if (plot && width > 0 && width !== plot.width) plot.setSize({width, height: height(width)});
  });
  observer.observe(frame);
  return () => observer.disconnect();
}
