// Charts of observables over time: one per observable, a line per arm, zoomed together.
import uPlot from "uplot";
import {axis, followWidth, linearRange, logRange, positive} from "./chart";
import {Numbers, Observable} from "./data";
import {element} from "./element";
import {TimeScale, formatNumber, formatTime, heading, timeScale, withUnit} from "./format";
import {cssColour, lineStyle} from "./palette";

/** values[line][time] of one observable. */
export type Lines = (observable: number) => (number | null)[][];

export interface TimeCourseOptions {
  lines: string[];
  isLineOn: boolean[];
  observables: Observable[];
  times: Numbers;
  timeUnit: string;
  values: Lines;
  /** Between which lines the room is filled, as uPlot takes it; lines of one group share a look. */
  bands?: { upper: number; lower: number; alpha: string }[];
  lineStyleOf?: (line: number) => number;
  isThin?: (line: number) => boolean;
}

interface Chart { card: HTMLElement; frame: HTMLElement; readout: HTMLElement; plot: uPlot | null; stop: () => void }

export class TimeCourses {
  readonly node = element("div", {class: "charts"});
  isLogY = false;
  isLogX = false;
  private readonly charts = new Map<number, Chart>();
  private readonly scale: TimeScale;
  private readonly x: number[];
  private range: [number, number] | null = null;  // zoomed to, on the scale shown
  private isSpreading = false;
  private readonly visible: IntersectionObserver;

  constructor(private readonly options: TimeCourseOptions) {
    const {times, timeUnit} = options;
    this.scale = timeScale(times[times.length - 1] - times[0], timeUnit);
    this.x = Array.from(times, (time) => time / this.scale.size);
    this.visible = new IntersectionObserver((entries) => {
      for (const {target, isIntersecting} of entries) {
        if (isIntersecting) this.build(Number((target as HTMLElement).dataset.observable));
      }
    }, {rootMargin: "300px"});
    addEventListener("beforeprint", () => this.charts.forEach((_, i) => this.build(i)));
  }

  /** The times on screen, in the unit of the file. */
  shownTimes(): [number, number] {
    const [from, to] = this.range ?? [-Infinity, Infinity];
    return [from * this.scale.size, to * this.scale.size];
  }

  show(observables: number[]): void {
    for (const [i, chart] of this.charts) {
      if (observables.includes(i)) continue;
      this.visible.unobserve(chart.card);
      chart.stop();
      chart.plot?.destroy();
      chart.card.remove();
      this.charts.delete(i);
    }
    for (const i of observables) {
      if (!this.charts.has(i)) this.charts.set(i, this.makeCard(i));
    }
    this.node.replaceChildren(...observables.map((i) => this.charts.get(i)!.card));
    for (const i of observables) this.visible.observe(this.charts.get(i)!.card);
  }

  showLines(): void {
    for (const {plot} of this.charts.values()) {
      plot?.batch(() => this.options.isLineOn.forEach((isOn, line) => plot.setSeries(line + 1, {show: isOn})));
    }
  }

  /** Draws everything anew: other axes, other colours. */
  redraw(): void {
    for (const [i, chart] of this.charts) {
      if (!chart.plot) continue;
      chart.plot.destroy();
      chart.plot = null;
      this.build(i);
    }
  }

  zoom(factor: number): void {
    const [from, to] = this.range ?? this.whole();
    const half = (to - from) * factor / 2;
    const [first, last] = this.whole();
    const middle = (from + to) / 2;
    if (2 * half >= last - first) return this.zoomTo(null);
    const start = Math.min(Math.max(middle - half, first), last - 2 * half);
    this.zoomTo([start, start + 2 * half]);
  }

  zoomTo(range: [number, number] | null): void {
    this.range = range;
    const [min, max] = range ?? this.whole();
    this.isSpreading = true;
    for (const {plot} of this.charts.values()) plot?.setScale("x", {min, max});
    this.isSpreading = false;
  }

  private whole(): [number, number] {
    const first = this.isLogX ? this.x.find((x) => x > 0) ?? this.x[0] : this.x[0];
    return [first, this.x[this.x.length - 1]];
  }

  private makeCard(i: number): Chart {
    const {name, unit, title} = this.options.observables[i];
    const frame = element("div", {class: "frame"});
    const readout = element("div", {class: "readout", "aria-live": "polite"});
    const card = element("figure", {
      class: "card chart", tabindex: 0, "data-observable": i, "data-name": name,
      "aria-label": `${heading(name, unit)} over time. Left and right move along it, plus and minus zoom, 0 shows all.`,
      keydown: (event) => this.onKey(i, event as KeyboardEvent),
    }, element("figcaption", {}, element("b", {}, name), title ? element("span", {}, title) : null), frame, readout);
    return {card, frame, readout, plot: null, stop: () => {}};
  }

  private build(i: number): void {
    const chart = this.charts.get(i);
    if (!chart || chart.plot) return;
    const width = Math.floor(chart.frame.clientWidth) || 360;
    chart.plot = new uPlot(this.plotOptions(i, chart, width), this.plotData(i), chart.frame);
    const isEmpty = chart.plot.data.slice(1).every((course) => (course as (number | null)[]).every((value) => value === null));
    chart.frame.classList.toggle("empty", isEmpty);
    chart.stop();
    chart.stop = followWidth(chart.frame, () => chart.plot, heightOf);
  }

  private plotData(i: number): uPlot.AlignedData {
    const courses = this.options.values(i);
    const x = this.isLogX ? positive(this.x) as number[] : this.x;
    return [x, ...(this.isLogY ? courses.map(positive) : courses)] as uPlot.AlignedData;
  }

  private plotOptions(i: number, chart: Chart, width: number): uPlot.Options {
    const {name, unit} = this.options.observables[i];
    const {lines, isLineOn, bands, isThin} = this.options;
    const [min, max] = this.range ?? this.whole();
    return {
      width, height: heightOf(width),
      scales: {
        x: {time: false, distr: this.isLogX ? 3 : 1, min, max},
        y: {distr: this.isLogY ? 3 : 1,
            range: (_, low, high) => this.isLogY ? logRange(low, high) : linearRange(low, high)},
      },
      axes: [axis({label: heading("time", this.scale.unit), isLog: this.isLogX, steps: this.scale.steps}, 0),
             axis({label: heading(name, unit), isLog: this.isLogY}, 3)],
      series: [{}, ...lines.map((label, line) => {
        const {variable, dash} = lineStyle(this.styleOf(line));
        return {label, show: isLineOn[line], stroke: cssColour(variable), dash, points: {show: false},
                width: isThin?.(line) ? 0 : 2};
      })],
      bands: bands?.map(({upper, lower, alpha}) => ({
        series: [upper + 1, lower + 1] as [number, number],
        fill: cssColour(lineStyle(this.styleOf(upper)).variable) + alpha,
      })),
      legend: {show: false},
      cursor: {sync: {key: "time", setSeries: false}, focus: {prox: 16}, drag: {x: true, y: false}, y: false,
               points: {size: 7}},
      focus: {alpha: 0.35},
      hooks: {
        setScale: [(plot, key) => {
          if (key !== "x" || this.isSpreading || plot.status === 0) return;
          const {min: from, max: to} = plot.scales.x;
          const [first, last] = this.whole();
          const isWhole = from == null || to == null || (from <= first && to >= last);
          this.zoomTo(isWhole ? null : [from, to]);
        }],
        setCursor: [(plot) => this.read(i, chart, plot)],
      },
    };
  }

  private styleOf(line: number): number {
    return this.options.lineStyleOf?.(line) ?? line;
  }

  /** What stands under the cursor, in words: the highest values first. */
  private read(i: number, chart: Chart, plot: uPlot): void {
    const at = plot.cursor.idx;
    const isHere = chart.card.matches(":hover, :focus");
    if (at == null || !isHere) return chart.readout.replaceChildren();
    const {lines, observables, timeUnit, times, isThin} = this.options;
    const shown = lines
        .map((name, line) => ({name, line, value: plot.data[line + 1][at]}))
        .filter(({line, value}) => plot.series[line + 1].show && value != null && !isThin?.(line))
        .sort((a, b) => b.value! - a.value!);
    const most = 8;
    chart.readout.replaceChildren(
        element("b", {}, formatTime(times[at], timeUnit)),
        ...shown.slice(0, most).map(({name, line, value}) => {
          const dot = element("i", {class: "dot"});
          dot.style.background = `var(--${lineStyle(this.styleOf(line)).variable})`;
          return element("span", {}, dot, name, " ",
              element("b", {}, withUnit(formatNumber(value!), observables[i].unit)));
        }),
        shown.length > most ? `and ${shown.length - most} more` : "");
  }

  private onKey(i: number, event: KeyboardEvent): void {
    const plot = this.charts.get(i)?.plot;
    if (!plot || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = {ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10}[event.key];
    if (move !== undefined) {
      const at = Math.min(Math.max((plot.cursor.idx ?? 0) + move, 0), this.x.length - 1);
      plot.setCursor({left: plot.valToPos(this.x[at], "x"), top: plot.over.clientHeight / 2});
    } else if (event.key === "+" || event.key === "=") {
      this.zoom(0.5);
    } else if (event.key === "-") {
      this.zoom(2);
    } else if (event.key === "0" || event.key === "Escape") {
      this.zoomTo(null);
    } else {
      return;
    }
    event.preventDefault();
  }
}

function heightOf(width: number): number {
  return Math.round(Math.min(320, Math.max(226, width * 0.64)));
}
