// What was asked, how it went, and where it comes from.
import {Fact, PageData, Run, Sweep, licences} from "./data";
import {element, section} from "./element";
import {formatCount, formatTime} from "./format";

type Verdict = { text: string; isGood: boolean };

function plural(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? "" : "s"}`;
}

function runVerdict(run: Run): Verdict {
  const failed = run.outcomes.filter(({status}) => status !== "success").length;
  return failed === 0
      ? {text: `${plural(run.arms.length, "arm")}, all succeeded`, isGood: true}
      : {text: `${formatCount(failed)} of ${plural(run.arms.length, "arm")} failed`, isGood: false};
}

function sweepVerdict(sweep: Sweep): Verdict {
  const {names, counts} = sweep.outcomes;
  const count = (name: string) => counts[names.indexOf(name)] ?? 0;
  const total = counts.reduce((sum, n) => sum + n, 0);
  const missing = count("missing");
  const failed = total - count("success") - missing;
  const parts = [`${plural(sweep.sampling.of, "member")}, ${plural(total, "run")}`];
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  if (missing > 0) parts.push(`${formatCount(missing)} missing`);
  if (failed + missing === 0) parts.push("all succeeded");
  return {text: parts.join(", "), isGood: failed + missing === 0};
}

export function makeHeader(data: PageData): HTMLElement {
  const verdict = data.run ? runVerdict(data.run) : sweepVerdict(data.sweep!);
  return element("header", {},
      element("p", {class: "kind"}, element("b", {}, "sigdyn"), data.run ? " scenario" : " sweep"),
      element("h1", {}, data.title),
      element("p", {class: "subtitle"}, data.subtitle),
      data.expected ? element("p", {class: "expected"}, element("b", {}, "Expected: "), data.expected) : null,
      element("p", {class: verdict.isGood ? "verdict good" : "verdict bad", id: "verdict"}, verdict.text));
}

function failureTable(headings: string[], rows: string[][]): HTMLElement {
  return element("div", {class: "scroll"}, element("table", {},
      element("thead", {}, element("tr", {}, ...headings.map((text) => element("th", {scope: "col"}, text)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((text) => element("td", {}, text)))))));
}

/** Nothing if all went well. */
export function makeFailures(data: PageData): HTMLElement | null {
  if (data.run) {
    const {arms, outcomes, timeUnit} = data.run;
    const rows = outcomes.flatMap(({status, message, tReached}, i) => status === "success" ? [] :
        [[arms[i], status, tReached === null ? "-" : formatTime(tReached, timeUnit), message]]);
    if (rows.length === 0) return null;
    return section("Failed runs", "failures", failureTable(["arm", "status", "reached", "why, and what to try"], rows));
  }
  const {outcomes: {names, counts, failures, failuresLeftOut}, arms} = data.sweep!;
  const missing = counts[names.indexOf("missing")] ?? 0;
  if (failures.length === 0 && missing === 0) return null;
  const rows = failures.map(({status, message, count, member, arm}) =>
      [formatCount(count), status, `member ${member}, ${arms[arm]}`, message]);
  return section("Failed and missing runs", "failures",
      missing > 0 ? element("p", {}, `${plural(missing, "run")} of this sweep are not in the result: it was merged ` +
          "before all shards had ended. They count nowhere on this page.") : null,
      rows.length > 0 ? failureTable(["runs", "status", "first of them", "why, and what to try"], rows) : null,
      failuresLeftOut > 0 ? element("p", {class: "note"}, `${plural(failuresLeftOut, "rarer message")} left out.`) : null);
}

function factList(facts: Fact[]): HTMLElement {
  return element("dl", {}, ...facts.flatMap(({label, value}) =>
      [element("dt", {}, label), element("dd", {}, value)]));
}

export function makeOrigin(data: PageData): HTMLElement {
  const texts = data.inputs.map(({label, value}) =>
      element("details", {}, element("summary", {}, label), element("pre", {tabindex: 0}, value)));
  return section("How it was made", "origin", factList(data.facts), ...texts,
      element("details", {}, element("summary", {}, "Licences of the software in this page"),
          element("pre", {tabindex: 0}, licences())));
}
