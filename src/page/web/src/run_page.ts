// The page of a scenario: pickers, charts, table, pathway.
import {makeChips} from "./chips";
import {Numbers, Run, Sampling, readArray} from "./data";
import {button, download, element, note, section, tick} from "./element";
import {csvLine, csvNumber, formatCount, heading, ordinal} from "./format";
import {onThemeChange} from "./palette";
import {PathwayView} from "./pathway";
import {makeSummaryTable} from "./summary_table";
import {TimeCourses} from "./time_courses";

const mostShownAtFirst = 9;  // all of them; of more observables the first six

function indices(isOn: boolean[]): number[] {
  return isOn.flatMap((on, i) => on ? [i] : []);
}

/** What was left out of the page, in words; nothing if nothing was. */
export function samplingNote({kept, of, stride, single}: Sampling, what: "times" | "members"): HTMLElement | null {
  const parts = [];
  if (kept < of && what === "times") parts.push(`every ${ordinal(stride)} of ${formatCount(of)} output times, and the last`);
  if (kept < of && what === "members") parts.push(`${formatCount(kept)} members drawn at random from ${formatCount(of)}`);
  if (single) parts.push("values to seven digits");
  if (parts.length === 0) return null;
  return note(`To keep this page small it shows ${parts.join(", and ")}. The result file holds all of them.`);
}

/** Lines of the CSV: what is on screen, row by row as `sigdyn export` writes it. */
export function shownCsv(run: Run, times: Numbers, values: Numbers, observables: number[], arms: number[],
                         [from, to]: [number, number]): string {
  const nObservables = run.observables.length;
  const isSingle = values instanceof Float32Array;
  let text = csvLine(["arm", heading("time", run.timeUnit),
                      ...observables.map((i) => heading(run.observables[i].name, run.observables[i].unit))]);
  for (const arm of arms) {
    for (let t = 0; t < times.length; ++t) {
      if (times[t] < from || times[t] > to) continue;
      const row = (arm * times.length + t) * nObservables;
      text += csvLine([run.arms[arm], csvNumber(times[t]),
                       ...observables.map((i) => csvNumber(values[row + i], isSingle))]);
    }
  }
  return text;
}

export function makeRunPage(run: Run): HTMLElement[] {
  const times = readArray("times");
  const values = readArray("observables");
  const nObservables = run.observables.length;
  const isArmOn = run.arms.map(() => true);
  const isObservableOn = run.observables.map((_, i) => nObservables <= mostShownAtFirst || i < 6);

  const charts = new TimeCourses({
    lines: run.arms, isLineOn: isArmOn, observables: run.observables, times, timeUnit: run.timeUnit,
    values: (i) => run.arms.map((_, arm) => Array.from({length: times.length}, (_, t) => {
      const value = values[(arm * times.length + t) * nObservables + i];
      return Number.isFinite(value) ? value : null;
    })),
  });
  charts.show(indices(isObservableOn));

  const table = element("div");
  let summary: Numbers | null = null;
  const showTable = () => {
    summary ??= readArray("table");
    table.replaceChildren(makeSummaryTable(run, summary, indices(isObservableOn), indices(isArmOn)));
  };
  const pathway = run.pathway && run.pathway.steps.length > 0 ? new PathwayView(run, run.pathway) : null;

  const controls = element("div", {class: "controls"},
      tick("log values", false, (isOn) => { charts.isLogY = isOn; charts.redraw(); }),
      tick("log time", false, (isOn) => { charts.isLogX = isOn; charts.zoomTo(null); charts.redraw(); }),
      element("span", {class: "buttons", role: "group", "aria-label": "zoom in time"},
          button("\u2212", () => charts.zoom(2), {"aria-label": "zoom out"}),
          button("+", () => charts.zoom(0.5), {"aria-label": "zoom in"}),
          button("all times", () => charts.zoomTo(null))),
      button("Download CSV", () => download("shown.csv", shownCsv(run, times, values, indices(isObservableOn),
          indices(isArmOn), charts.shownTimes())), {class: "primary", id: "download"}));

  setTimeout(showTable);  // after the charts are on screen
  onThemeChange(() => { charts.redraw(); pathway?.redraw(); });
  return [
    section("Time courses", "time-courses",
        makeChips({label: "arms", names: run.arms, isOn: isArmOn, hasSwatches: true,
                   onChange: () => { charts.showLines(); showTable(); }}),
        makeChips({label: "observables", names: run.observables.map(({name}) => name),
                   titles: run.observables.map(({title}) => title), isOn: isObservableOn, hasSwatches: false,
                   onChange: () => { charts.show(indices(isObservableOn)); showTable(); }}),
        controls, charts.node,
        element("p", {class: "hint"}, "Drag across a chart to zoom, double-click to see all. With the keyboard: arrows, +, \u2212, 0."),
        samplingNote(run.sampling, "times"),
        run.observablesLeftOut > 0 ? note(`${formatCount(run.observablesLeftOut)} observables did not fit: choose with ` +
            "sigdyn report --observable NAME.") : null),
    section("Summary", "summary", table),
    ...(pathway ? [pathway.node] : []),
  ];
}
