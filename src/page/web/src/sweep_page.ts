// The page of a sweep: the map, parallel coordinates, ranges, and bands over time where it kept courses.
import {ColumnTable} from "./column_table";
import {Bands, Sweep, readArray} from "./data";
import {choice, element, note, section, tick} from "./element";
import {MemberMap} from "./member_map";
import {Members} from "./members";
import {makeChips} from "./chips";
import {onThemeChange} from "./palette";
import {Parallel} from "./parallel";
import {samplingNote} from "./run_page";
import {TimeCourses} from "./time_courses";
import {formatCount} from "./format";

/** Lines of a band, by level: 5 %, 25 %, median, 75 %, 95 %. */
function makeBands(bands: Bands, arms: string[]): { node: HTMLElement; redraw: () => void } {
  const times = readArray("band_times");
  const values = readArray("bands");
  const {observables, nLevels} = bands;
  const lines = arms.flatMap((arm) => Array.from({length: nLevels}, () => arm));
  const isArmOn = arms.map((_, i) => i === 0 || i === arms.length - 1);
  const isLineOn = lines.map((_, line) => isArmOn[Math.floor(line / nLevels)]);
  const isObservableOn = observables.map((_, i) => i < 4);
  const at = (arm: number, t: number, i: number, level: number) =>
      values[((arm * times.length + t) * observables.length + i) * nLevels + level];
  const charts = new TimeCourses({
    lines, isLineOn, observables, times, timeUnit: bands.timeUnit,
    lineStyleOf: (line) => Math.floor(line / nLevels),
    isThin: (line) => line % nLevels !== (nLevels - 1) / 2,
    bands: arms.flatMap((_, arm) => [0, 1].map((level) => ({
      upper: arm * nLevels + nLevels - 1 - level, lower: arm * nLevels + level, alpha: level === 0 ? "2a" : "48"}))),
    values: (i) => lines.map((_, line) => Array.from({length: times.length}, (__, t) => {
      const value = at(Math.floor(line / nLevels), t, i, line % nLevels);
      return Number.isFinite(value) ? value : null;
    })),
  });
  const show = () => charts.show(isObservableOn.flatMap((on, i) => on ? [i] : []));
  show();
  const node = section("Time courses", "bands",
      makeChips({label: "arms", names: arms, isOn: isArmOn, hasSwatches: true, onChange: () => {
        lines.forEach((_, line) => { isLineOn[line] = isArmOn[Math.floor(line / nLevels)]; });
        charts.showLines();
      }}),
      makeChips({label: "observables", names: observables.map(({name}) => name), isOn: isObservableOn, hasSwatches: false,
                 onChange: show}),
      element("div", {class: "controls"},
          tick("log values", false, (isOn) => { charts.isLogY = isOn; charts.redraw(); })),
      charts.node,
      note(`Median, and where half and nine tenths of the runs lie, of ${formatCount(bands.nMembers)} members.`),
      samplingNote({...bands.sampling, single: false}, "times"));
  return {node, redraw: () => charts.redraw()};
}

export function makeSweepPage(sweep: Sweep): HTMLElement[] {
  const members = new Members(sweep);
  const map = new MemberMap(members);
  const parallel = new Parallel(members);
  const table = new ColumnTable(members);
  const bands = sweep.bands ? makeBands(sweep.bands, sweep.arms) : null;
  setTimeout(() => map.draw());
  onThemeChange(() => { map.draw(); parallel.draw(); bands?.redraw(); });
  return [
    section("Members", "members",
        sweep.arms.length > 1 ? element("div", {class: "controls"},
            choice("summaries of arm", sweep.arms.map((text, i) => ({value: String(i), text})), String(members.arm),
                   (value) => members.setArm(Number(value)))) : null,
        map.node, samplingNote(sweep.sampling, "members")),
    section("Parallel coordinates", "parallel", parallel.node,
        element("p", {class: "hint"}, "Drag along an axis to select, click on it to end that.")),
    section("Columns and selection", "columns", table.node),
    ...(bands ? [bands.node] : []),
  ];
}
