// The members of a sweep as columns, and the ranges that select some of them.
import {Numbers, Sweep, readArray} from "./data";

export interface Column {
  id: string;
  name: string;
  unit: string;
  isVaried: boolean;
  /** Known of what was varied; else the values decide. */
  isLog?: boolean;
  /** Entry of member i on the page. */
  at: (member: number) => number;
}

export class Members {
  readonly count: number;
  readonly columns: Column[];
  readonly ranges = new Map<string, [number, number]>();
  readonly selected: Uint8Array;
  nSelected = 0;
  arm = 0;
  private readonly numbers: Numbers;
  private readonly listeners: (() => void)[] = [];
  private readonly sorted = new Map<string, Float64Array>();

  constructor(readonly sweep: Sweep) {
    this.numbers = readArray("member");
    this.count = this.numbers.length;
    this.selected = new Uint8Array(this.count);
    this.arm = sweep.arms.length - 1;
    const varied = readArray("varied");
    const nVaried = sweep.varied.length;
    this.columns = sweep.varied.map(({name, unit, isLog}, k) => ({
      id: `v${k}`, name, unit, isVaried: true, isLog: isLog || undefined, at: (member: number) => varied[member * nVaried + k],
    }));
    sweep.summaries.forEach(({name, unit}, k) => {
      let values: Numbers | null = null;  // decoded when first asked for
      this.columns.push({id: `s${k}`, name, unit, isVaried: false, at: (member) => {
        values ??= readArray(`summary-${k}`);
        return values[member * sweep.arms.length + this.arm];
      }});
    });
    this.select();
  }

  number(member: number): number { return this.numbers[member]; }

  column(id: string): Column { return this.columns.find((column) => column.id === id)!; }

  summaryOf(column: Column, member: number, arm: number): number {
    const now = this.arm;
    this.arm = arm;
    const value = column.at(member);
    this.arm = now;
    return value;
  }

  /** Finite values of a column, ascending; sorted once for each arm. */
  sortedOf(column: Column): Float64Array {
    const key = column.isVaried ? column.id : `${column.id} ${this.arm}`;
    if (!this.sorted.has(key)) this.sorted.set(key, sortedValues(this, column, () => true));
    return this.sorted.get(key)!;
  }

  /** The same of the selected members. */
  selectedOf(column: Column): Float64Array {
    return this.nSelected === this.count ? this.sortedOf(column)
        : sortedValues(this, column, (member) => this.selected[member] === 1);
  }

  onChange(listener: () => void): void { this.listeners.push(listener); }

  setArm(arm: number): void {
    this.arm = arm;
    this.select();
  }

  /** Null ends the selection by this column. */
  setRange(id: string, range: [number, number] | null): void {
    if (range) this.ranges.set(id, range);
    else this.ranges.delete(id);
  }

  /** Finds who is within all ranges, and tells. */
  select(): void {
    const ranges = [...this.ranges].map(([id, range]) => ({column: this.column(id), range}));
    this.nSelected = 0;
    for (let i = 0; i < this.count; ++i) {
      const isIn = ranges.every(({column, range: [low, high]}) => {
        const value = column.at(i);
        return value >= low && value <= high;
      });
      this.selected[i] = isIn ? 1 : 0;
      this.nSelected += this.selected[i];
    }
    this.listeners.forEach((listener) => listener());
  }
}

function sortedValues(members: Members, column: Column, isWanted: (member: number) => boolean): Float64Array {
  const values: number[] = [];
  for (let i = 0; i < members.count; ++i) {
    if (!isWanted(i)) continue;
    const value = column.at(i);
    if (Number.isFinite(value)) values.push(value);
  }
  return Float64Array.from(values).sort();
}

export function quantile(sorted: Float64Array, level: number): number {
  if (sorted.length === 0) return NaN;
  const place = level * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}

/** True for values that span more than a decade and a half, none of them zero or less. */
export function spansDecades(sorted: Float64Array): boolean {
  return sorted.length > 1 && sorted[0] > 0 && sorted[sorted.length - 1] / sorted[0] > 30;
}

/** Whether a column is drawn on a logarithmic axis. */
export function isLogarithmic({isLog}: Column, sorted: Float64Array): boolean {
  return sorted[0] > 0 && (isLog ?? spansDecades(sorted));
}
