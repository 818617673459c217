// The table of `sigdyn run`: the same numbers, in the same words.
import {Numbers, Run} from "./data";
import {element} from "./element";
import {formatDuration, formatNumber} from "./format";

function headingOf(metric: string, run: Run): string {
  if (metric === "max") return "peak";
  if (metric === "time_of_max") return "at";
  if (metric === "fold_change") return `fold of ${run.arms[run.reference]}`;
  if (metric === "auc") return `area*${run.timeUnit}`;
  return metric;
}

function cell(metric: string, value: number, run: Run): string {
  return metric === "time_of_max" && run.timeUnit === "s" ? formatDuration(value) : formatNumber(value);
}

/** `table`: [arm][observable][metric]. */
export function makeSummaryTable(run: Run, table: Numbers, observables: number[], arms: number[]): HTMLElement {
  const nMetrics = run.metrics.length;
  const rows = observables.flatMap((i) => arms.map((arm, place) => {
    const {name, unit} = run.observables[i];
    const begin = (arm * run.observables.length + i) * nMetrics;
    return element("tr", place === 0 ? {class: "first"} : {},
        element("th", {scope: "row"}, place === 0 ? name : element("span", {class: "unseen"}, name)),
        element("td", {class: "unit"}, place === 0 ? unit : ""),
        element("td", {class: "arm"}, run.arms[arm]),
        ...run.metrics.map((metric, k) => element("td", {class: "number"}, cell(metric, table[begin + k], run))));
  }));
  return element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Summary"},
      element("table", {id: "summary-table"},
          element("thead", {}, element("tr", {}, ...["observable", "unit", "arm"].map((text) =>
              element("th", {scope: "col"}, text)), ...run.metrics.map((metric) =>
              element("th", {scope: "col", class: "number"}, headingOf(metric, run))))),
          element("tbody", {}, ...rows)));
}
