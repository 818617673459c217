// Parallel coordinates: an axis per column, a line per member; dragging along an axis selects.
import {Members, isLogarithmic} from "./members";
import {element, note} from "./element";
import {formatTick} from "./format";
import {cssColour} from "./palette";
import {chartFont} from "./chart";

const mostLines = 1500;
const mostAxes = 10;
const padding = {top: 34, bottom: 14, side: 60};

interface ColumnAxis { id: string; name: string; unit: string; place: (value: number) => number; value: (place: number) => number }

export class Parallel {
  readonly node: HTMLElement;
  private readonly canvas = element("canvas", {role: "img",
      "aria-label": "Parallel coordinates of the members. The fields of the table below select by keyboard."});
  private readonly frame = element("div", {class: "frame scroll"}, this.canvas);
  private axes: ColumnAxis[] = [];
  private dragging: { axis: number; from: number } | null = null;

  constructor(private readonly members: Members) {
    this.node = element("div", {class: "card"}, this.frame);
    const left = members.columns.length - mostAxes;
    if (left > 0) this.node.append(note(`The first ${mostAxes} columns; the table below has ${left} more.`));
    new ResizeObserver(() => this.draw()).observe(this.frame);
    members.onChange(() => this.draw());
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => { if (this.dragging) this.extend(event, false); });
    this.canvas.addEventListener("pointerup", (event) => { if (this.dragging) this.extend(event, true); });
  }

  draw(): void {
    const width = Math.max(this.frame.clientWidth, 90 * Math.min(this.members.columns.length, mostAxes));
    const height = 300;
    const ratio = devicePixelRatio;
    if (this.frame.clientWidth === 0) return;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.axes = this.members.columns.slice(0, mostAxes).map(({id}) => this.makeAxis(id, height));
    const pen = this.canvas.getContext("2d")!;
    pen.scale(ratio, ratio);
    this.drawLines(pen, width);
    this.drawAxes(pen, width, height);
  }

  private makeAxis(id: string, height: number): ColumnAxis {
    const column = this.members.column(id);
    const sorted = this.members.sortedOf(column);
    const isLog = isLogarithmic(column, sorted);
    const forward = (value: number) => isLog ? Math.log(value) : value;
    const [low, high] = [forward(sorted[0] ?? 0), forward(sorted[sorted.length - 1] ?? 1)];
    const span = high - low || 1;
    const room = height - padding.top - padding.bottom;
    return {
      id, name: column.name, unit: column.unit,
      place: (value) => height - padding.bottom - (forward(value) - low) / span * room,
      value: (place) => {
        const at = low + (height - padding.bottom - place) / room * span;
        return isLog ? Math.exp(at) : at;
      },
    };
  }

  private x(axis: number, width: number): number {
    return this.axes.length < 2 ? width / 2 : padding.side + axis * (width - 2 * padding.side) / (this.axes.length - 1);
  }

  private drawLines(pen: CanvasRenderingContext2D, width: number): void {
    const stride = Math.ceil(this.members.count / mostLines);
    const columns = this.axes.map(({id}) => this.members.column(id));
    for (const pass of [0, 1]) {
      const isAll = this.members.nSelected === this.members.count;
      pen.strokeStyle = pass ? cssColour("line-0") : cssColour("grid");
      pen.globalAlpha = pass ? Math.min(0.6, Math.max(0.05, 60 / Math.min(this.members.nSelected + 1, mostLines))) : 0.35;
      if (!pass && isAll) continue;
      for (let i = 0; i < this.members.count; i += stride) {
        if (this.members.selected[i] !== pass) continue;
        pen.beginPath();
        columns.forEach((column, k) => {
          const y = this.axes[k].place(column.at(i));
          if (Number.isFinite(y)) pen.lineTo(this.x(k, width), y);
        });
        pen.stroke();
      }
    }
    pen.globalAlpha = 1;
  }

  private drawAxes(pen: CanvasRenderingContext2D, width: number, height: number): void {
    pen.font = chartFont;
    pen.textAlign = "center";
    this.axes.forEach((axis, k) => {
      const x = this.x(k, width);
      pen.strokeStyle = cssColour("ink-soft");
      pen.beginPath();
      pen.moveTo(x, padding.top);
      pen.lineTo(x, height - padding.bottom);
      pen.stroke();
      pen.fillStyle = cssColour("ink");
      const room = this.axes.length < 2 ? width : (width - 2 * padding.side) / (this.axes.length - 1);
      pen.fillText(axis.name, x, 12, Math.max(room - 6, 40));
      pen.fillStyle = cssColour("ink-soft");
      pen.fillText(formatTick(Number(axis.value(padding.top).toPrecision(3))), x, padding.top - 7);
      pen.fillText(formatTick(Number(axis.value(height - padding.bottom).toPrecision(3))), x, height - 1);
      const range = this.members.ranges.get(axis.id);
      if (!range) return;
      const [top, bottom] = [axis.place(range[1]), axis.place(range[0])].map((y) =>
          Math.min(Math.max(y, padding.top), height - padding.bottom));
      pen.fillStyle = cssColour("accent");
      pen.globalAlpha = 0.35;
      pen.fillRect(x - 6, top, 12, Math.max(bottom - top, 2));
      pen.globalAlpha = 1;
    });
  }

  private begin(event: PointerEvent): void {
    const width = this.canvas.clientWidth;
    const axis = this.axes.findIndex((_, k) => Math.abs(this.x(k, width) - event.offsetX) < 16);
    if (axis < 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.dragging = {axis, from: event.offsetY};
  }

  private extend(event: PointerEvent, isLast: boolean): void {
    const {axis, from} = this.dragging!;
    const {id, value} = this.axes[axis];
    const isClick = Math.abs(event.offsetY - from) < 4;
    this.members.setRange(id, isClick ? null : [value(Math.max(from, event.offsetY)), value(Math.min(from, event.offsetY))]);
    if (isLast) this.dragging = null;
    if (isLast) this.members.select();
    else this.draw();
  }
}
