// One row per column of a sweep: a range to select by, and the quartiles of all and of the selected members.
import {Column, Members, quantile} from "./members";
import {button, download, element} from "./element";
import {csvLine, csvNumber, formatCount, formatNumber, heading} from "./format";

export class ColumnTable {
  readonly node: HTMLElement;
  private readonly body = element("tbody");
  private readonly count = element("b", {id: "selected-count", "aria-live": "polite"});

  constructor(private readonly members: Members) {
    this.node = element("div", {},
        element("div", {class: "controls"}, this.count,
            button("Select all", () => { members.ranges.clear(); members.select(); }),
            button("Download CSV", () => download("members.csv", this.csv()), {class: "primary", id: "download"})),
        element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Columns"},
            element("table", {id: "column-table"},
                element("thead", {}, element("tr", {}, ...["column", "unit", "from", "to", "lower quartile", "median",
                    "upper quartile", "median of selected"].map((text, i) =>
                    element("th", {scope: "col", class: i > 1 ? "number" : undefined}, text)))),
                this.body)));
    members.onChange(() => this.draw());
    this.draw();
  }

  draw(): void {
    const {members} = this;
    this.count.textContent = members.nSelected === members.count ? `${formatCount(members.count)} members`
        : `${formatCount(members.nSelected)} of ${formatCount(members.count)} members selected`;
    const focused = document.activeElement?.id;
    this.body.replaceChildren(...members.columns.map((column) => this.row(column)));
    if (focused?.startsWith("range-")) document.getElementById(focused)?.focus();
  }

  private row(column: Column): HTMLElement {
    const all = this.members.sortedOf(column);
    const selected = this.members.selectedOf(column);
    const number = (value: number) => element("td", {class: "number"}, formatNumber(value));
    return element("tr", {}, element("th", {scope: "row"}, column.name), element("td", {class: "unit"}, column.unit),
        element("td", {class: "number"}, this.field(column, 0)), element("td", {class: "number"}, this.field(column, 1)),
        number(quantile(all, 0.25)), number(quantile(all, 0.5)), number(quantile(all, 0.75)), number(quantile(selected, 0.5)));
  }

  private field(column: Column, end: 0 | 1): HTMLInputElement {
    const range = this.members.ranges.get(column.id) ?? [-Infinity, Infinity];
    const field = element("input", {
      type: "text", inputmode: "decimal", id: `range-${column.id}-${end}`, size: 9,
      "aria-label": `${end === 0 ? "least" : "greatest"} ${column.name}`,
      change: () => {
        const value = field.value.trim() === "" ? [-Infinity, Infinity][end] : Number(field.value);
        field.setAttribute("aria-invalid", String(Number.isNaN(value)));
        if (Number.isNaN(value)) return;
        const next: [number, number] = [...range];
        next[end] = value;
        this.members.setRange(column.id, next.every((x) => !Number.isFinite(x)) ? null : next);
        this.members.select();
      },
    });
    field.value = Number.isFinite(range[end]) ? formatNumber(range[end]) : "";
    return field;
  }

  /** The selected members: what varies, then every summary of every arm. */
  private csv(): string {
    const {members} = this;
    const {arms} = members.sweep;
    const isSingle = members.sweep.sampling.single;
    const varied = members.columns.filter(({isVaried}) => isVaried);
    const summaries = members.columns.filter(({isVaried}) => !isVaried);
    let text = csvLine(["member", "arm", ...[...varied, ...summaries].map(({name, unit}) => heading(name, unit))]);
    for (let i = 0; i < members.count; ++i) {
      if (!members.selected[i]) continue;
      arms.forEach((arm, k) => {
        text += csvLine([String(members.number(i)), arm,
                         ...varied.map((column) => csvNumber(column.at(i), isSingle)),
                         ...summaries.map((column) => csvNumber(members.summaryOf(column, i, k), isSingle))]);
      });
    }
    return text;
  }
}
