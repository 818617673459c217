// Members in the plane of two columns, coloured by a third: dots where there are few, the cells of a
// grid where the design is one, bins where there are many. Dragging a rectangle selects.
import uPlot from "uplot";
import {axis, followWidth} from "./chart";
import {Column, Members, isLogarithmic, quantile, spansDecades} from "./members";
import {choice, element} from "./element";
import {formatCount, formatNumber, formatTick, heading, withUnit} from "./format";
import {cssColour, gradient, sequential} from "./palette";

const mostDots = 6000;
const mostLevels = 64;
const nBins = 48;

interface Scale { column: Column; sorted: Float64Array; levels: number[]; isLog: boolean; low: number; high: number }
interface Cell { x0: number; x1: number; y0: number; y1: number; value: number; count: number; nSelected: number }

const forward = (scale: Scale, value: number) => scale.isLog ? Math.log(value) : value;
const backward = (scale: Scale, value: number) => scale.isLog ? Math.exp(value) : value;

export class MemberMap {
  readonly node: HTMLElement;
  private readonly frame = element("div", {class: "frame"});
  private readonly legend = element("div", {class: "legend"});
  private readonly caption = element("p", {class: "note", id: "map-kind"});
  private readonly readout = element("div", {class: "readout", "aria-live": "polite"});
  private plot: uPlot | null = null;
  private x: string;
  private y: string;
  private z: string;
  private cells: Cell[] = [];

  constructor(private readonly members: Members) {
    const {columns} = members;
    const varied = columns.filter(({isVaried}) => isVaried);
    const summaries = columns.filter(({isVaried}) => !isVaried);
    this.x = varied[0].id;
    this.z = (summaries[0] ?? varied[0]).id;
    this.y = varied.length > 1 ? varied[1].id : this.z;
    const options = columns.map(({id, name, unit}) => ({value: id, text: heading(name, unit)}));
    const pick = (label: string, chosen: string, set: (id: string) => void) =>
        choice(label, options, chosen, (id) => { set(id); this.draw(); });
    this.node = element("div", {},
        element("div", {class: "controls"},
            pick("across", this.x, (id) => { this.x = id; }),
            pick("up", this.y, (id) => { this.y = id; }),
            choice("colour", [...options, {value: "count", text: "number of members"}], this.z,
                   (id) => { this.z = id; this.draw(); })),
        element("div", {class: "card map"}, this.frame, this.readout, this.legend), this.caption);
    followWidth(this.frame, () => this.plot, heightOf);
    members.onChange(() => this.draw());
  }

  draw(): void {
    const {members} = this;
    const [x, y] = [this.scaleOf(this.x), this.scaleOf(this.y)];
    this.plot?.destroy();
    this.plot = null;
    if (x.sorted.length === 0 || y.sorted.length === 0) {
      this.frame.replaceChildren(element("p", {class: "note"}, "No member has values of both columns."));
      this.legend.replaceChildren();
      return;
    }
    this.frame.replaceChildren();
    const isGrid = x.levels.length <= mostLevels && y.levels.length <= mostLevels &&
        x.levels.length * y.levels.length <= 2 * members.count && x.column !== y.column;
    const isDots = !isGrid && members.count <= mostDots;
    this.cells = isDots ? [] : this.makeCells(x, y, isGrid);
    const paint = isDots ? this.dotPainter(x, y) : this.cellPainter();
    const what = isDots ? "A dot per member" : isGrid ? "A cell per pair of levels, coloured by the median of its members"
        : `${nBins} \u00d7 ${nBins} bins, coloured by the median of their members`;
    this.caption.textContent = `${what}; ${formatCount(members.count)} members. Drag a rectangle to select.`;
    this.plot = this.makePlot(x, y, paint);
  }

  private scaleOf(id: string): Scale {
    const column = this.members.column(id);
    const sorted = this.members.sortedOf(column);
    const isLog = isLogarithmic(column, sorted);
    const levels: number[] = [];
    for (const value of sorted) {
      if (levels.length > mostLevels) break;
      if (levels[levels.length - 1] !== value) levels.push(value);
    }
    const scale = {column, sorted, levels, isLog, low: 0, high: 1};
    const [first, last] = [forward(scale, sorted[0]), forward(scale, sorted[sorted.length - 1])];
    const margin = (last - first || Math.abs(last) || 1) * (levels.length <= mostLevels ? 0.6 / Math.max(levels.length - 1, 1) : 0.03);
    return {...scale, low: backward(scale, first - margin), high: backward(scale, last + margin)};
  }

  /** Edges between levels half-way (on the scale shown), or of equal bins. */
  private edges(scale: Scale, isGrid: boolean): number[] {
    const low = forward(scale, scale.low);
    const high = forward(scale, scale.high);
    if (!isGrid) return Array.from({length: nBins + 1}, (_, i) => low + (high - low) * i / nBins);
    const places = scale.levels.map((level) => forward(scale, level));
    return [low, ...places.slice(1).map((place, i) => (place + places[i]) / 2), high];
  }

  private makeCells(x: Scale, y: Scale, isGrid: boolean): Cell[] {
    const [xEdges, yEdges] = [this.edges(x, isGrid), this.edges(y, isGrid)];
    const z = this.z === "count" ? null : this.members.column(this.z);
    const values = new Map<number, number[]>();
    const chosen = new Map<number, number>();
    for (let i = 0; i < this.members.count; ++i) {
      const [column, row] = [find(xEdges, forward(x, x.column.at(i))), find(yEdges, forward(y, y.column.at(i)))];
      if (column < 0 || row < 0) continue;
      const key = row * xEdges.length + column;
      if (!values.has(key)) values.set(key, []);
      values.get(key)!.push(z ? z.at(i) : 1);
      if (this.members.selected[i]) chosen.set(key, (chosen.get(key) ?? 0) + 1);
    }
    return [...values].map(([key, list]) => {
      const [row, column] = [Math.floor(key / xEdges.length), key % xEdges.length];
      const finite = Float64Array.from(list.filter(Number.isFinite)).sort();
      return {
        x0: backward(x, xEdges[column]), x1: backward(x, xEdges[column + 1]),
        y0: backward(y, yEdges[row]), y1: backward(y, yEdges[row + 1]),
        value: z ? quantile(finite, 0.5) : list.length, count: list.length, nSelected: chosen.get(key) ?? 0,
      };
    });
  }

  /** How values become colours, and the legend that says so. */
  private colours(sorted: Float64Array): (value: number) => string {
    const column = this.z === "count" ? null : this.members.column(this.z);
    const name = element("b", {}, column ? heading(column.name, column.unit) : "members");
    if (sorted.length === 0) {
      this.legend.replaceChildren(name, "no values");
      return () => cssColour("grid");
    }
    const isLog = spansDecades(sorted);
    const [low, high] = [sorted[0], sorted[sorted.length - 1]];
    const bar = element("span", {class: "bar"});
    bar.style.background = gradient(sequential);
    this.legend.replaceChildren(name, formatTick(Number(low.toPrecision(3))), bar,
        formatTick(Number(high.toPrecision(3))),
        isLog ? " (logarithmic)" : "");
    return (value) => {
      if (!Number.isFinite(value)) return cssColour("grid");
      if (high === low) return sequential(0.5);
      return sequential(isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
    };
  }

  private dotPainter(x: Scale, y: Scale): (plot: uPlot) => void {
    const z = this.z === "count" ? null : this.members.column(this.z);
    const colour = this.colours(z ? this.members.sortedOf(z) : Float64Array.of(1));
    return (plot) => {
      const {ctx} = plot;
      const radius = (this.members.count > 1500 ? 2.2 : 3.6) * devicePixelRatio;
      for (const pass of [0, 1]) {  // the selected ones on top
        for (let i = 0; i < this.members.count; ++i) {
          if (this.members.selected[i] !== pass) continue;
          ctx.globalAlpha = pass ? 1 : 0.15;
          ctx.fillStyle = colour(z ? z.at(i) : 1);
          ctx.beginPath();
          ctx.arc(plot.valToPos(x.column.at(i), "x", true), plot.valToPos(y.column.at(i), "y", true), radius, 0, 2 * Math.PI);
          ctx.fill();
        }
      }
      ctx.globalAlpha = 1;
    };
  }

  private cellPainter(): (plot: uPlot) => void {
    const finite = Float64Array.from(this.cells.map(({value}) => value).filter(Number.isFinite)).sort();
    const colour = this.colours(finite);
    return (plot) => {
      const {ctx} = plot;
      for (const {x0, x1, y0, y1, value, count, nSelected} of this.cells) {
        const [left, right] = [plot.valToPos(x0, "x", true), plot.valToPos(x1, "x", true)];
        const [bottom, top] = [plot.valToPos(y0, "y", true), plot.valToPos(y1, "y", true)];
        ctx.globalAlpha = 0.15 + 0.85 * nSelected / count;
        ctx.fillStyle = colour(value);
        ctx.fillRect(Math.floor(left), Math.floor(top), Math.ceil(right - left) + 1, Math.ceil(bottom - top) + 1);
      }
      ctx.globalAlpha = 1;
    };
  }

  private makePlot(x: Scale, y: Scale, paint: (plot: uPlot) => void): uPlot {
    const width = Math.floor(this.frame.clientWidth) || 360;
    return new uPlot({
      width, height: heightOf(width),
      scales: {x: {time: false, distr: x.isLog ? 3 : 1, range: () => [x.low, x.high]},
               y: {distr: y.isLog ? 3 : 1, range: () => [y.low, y.high]}},
      axes: [axis({label: heading(x.column.name, x.column.unit), isLog: x.isLog}, 0),
             axis({label: heading(y.column.name, y.column.unit), isLog: y.isLog}, 3)],
      series: [{}, {paths: () => null, points: {show: false}}],
      legend: {show: false},
      cursor: {drag: {x: true, y: true, setScale: false, uni: 10}, points: {show: false}},
      hooks: {
        draw: [(plot) => {
          const {ctx, bbox} = plot;
          ctx.save();
          ctx.beginPath();
          ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
          ctx.clip();
          paint(plot);
          ctx.restore();
        }],
        setSelect: [(plot) => this.take(plot, x, y)],
        setCursor: [(plot) => this.read(plot, x, y)],
      },
    }, [[x.low, x.high], [y.low, y.high]], this.frame);
  }

  private take(plot: uPlot, x: Scale, y: Scale): void {
    const {left, top, width, height} = plot.select;
    if (width < 3 && height < 3) return;
    this.members.setRange(x.column.id, [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
    this.members.setRange(y.column.id, [plot.posToVal(top + height, "y"), plot.posToVal(top, "y")]);
    this.members.select();
  }

  private read(plot: uPlot, x: Scale, y: Scale): void {
    const {left, top} = plot.cursor;
    if (left == null || top == null || left < 0) return this.readout.replaceChildren();
    const [atX, atY] = [plot.posToVal(left, "x"), plot.posToVal(top, "y")];
    const cell = this.cells.find(({x0, x1, y0, y1}) => atX >= x0 && atX < x1 && atY >= y0 && atY < y1);
    const z = this.z === "count" ? null : this.members.column(this.z);
    this.readout.replaceChildren(
        element("span", {}, `${x.column.name} `, element("b", {}, withUnit(formatNumber(atX, 3), x.column.unit))),
        element("span", {}, `${y.column.name} `, element("b", {}, withUnit(formatNumber(atY, 3), y.column.unit))),
        cell ? element("span", {}, `${formatCount(cell.count)} members`, z ? `, median ${formatNumber(cell.value)}` : "") : "");
  }
}

function find(edges: number[], place: number): number {
  if (!(place >= edges[0] && place <= edges[edges.length - 1])) return -1;
  let [low, high] = [0, edges.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle] <= place) low = middle;
    else high = middle;
  }
  return low;
}

function heightOf(width: number): number {
  return Math.round(Math.min(460, Math.max(260, width * 0.6)));
}
