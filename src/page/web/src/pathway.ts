// The pathway: species as boxes coloured by what is there of them at the time under the slider.
import dagre from "@dagrejs/dagre";
import cytoscape from "cytoscape";
import {Numbers, Pathway, Run, readArray} from "./data";
import {button, choice, element, note, section} from "./element";
import {formatNumber, formatTime, withUnit} from "./format";
import {chartFont} from "./chart";
import {cssColour, divergent, gradient, inkOn, sequential} from "./palette";

type Measure = "share" | "start" | "reference";
const logSpan = 3;  // the scale of changes ends at 2^3 = 8 times up or down
const nearSize = 28;
const widerSize = 80;

/** Species whose steps lead to or from the given ones, nearest first, about as many as asked for. */
export function neighbourhood(pathway: Pathway, from: number[], size: number): Set<number> {
  const touching = new Map<number, Set<number>>();
  for (const {from: left, to, by} of pathway.steps) {
    const members = [...left, ...to, ...by];
    for (const species of members) {
      const others = touching.get(species) ?? new Set();
      members.forEach((other) => others.add(other));
      touching.set(species, others);
    }
  }
  const found = new Set(from.filter((species) => touching.has(species)).slice(0, size));
  for (const species of found) {  // a set is walked in the order of insertion, new members included
    for (const next of touching.get(species)!) {
      if (found.size >= size) return found;
      found.add(next);
    }
  }
  return found;
}

export class PathwayView {
  readonly node: HTMLElement;
  private readonly frame = element("div", {class: "pathway-frame", tabindex: 0, role: "img",
      "aria-label": "Graph of the pathway; the table of a species appears when it is touched."});
  private readonly readout = element("div", {class: "readout"});
  private readonly legend = element("div", {class: "legend"});
  private readonly clock = element("output", {class: "clock"});
  private readonly slider: HTMLInputElement;
  private graph: cytoscape.Core | null = null;
  private times: Numbers | null = null;
  private amounts: Numbers | null = null;
  private highest: Float64Array | null = null;
  private measure: Measure = "share";
  private centre: string;
  private arm: number;
  private timer = 0;

  constructor(private readonly run: Run, private readonly pathway: Pathway) {
    const observed = run.observables.map(({name}) => name).filter((name) => pathway.observed[name]?.length > 0);
    const isSmall = pathway.species.length <= 2 * nearSize;
    this.centre = isSmall || observed.length === 0 ? "whole" : `near ${observed[0]}`;
    this.arm = run.arms.length - 1;
    this.slider = element("input", {type: "range", min: 0, max: 0, value: 0, id: "time-slider", "aria-label": "time",
                                    input: () => this.colour()});
    const play = button("Play", () => {
      if (this.timer) return this.stop(play);
      play.textContent = "Stop";
      this.timer = window.setInterval(() => {
        const next = (Number(this.slider.value) + 1) % (Number(this.slider.max) + 1);
        this.slider.value = String(next);
        this.colour();
      }, 90);
    });
    const views = [...observed.flatMap((name) => [{value: `near ${name}`, text: `near ${name}`}]),
                   ...observed.map((name) => ({value: `wider ${name}`, text: `wider around ${name}`})),
                   {value: "whole", text: `whole model (${pathway.species.length} species)`}];
    const hasAmounts = run.amounts !== null;
    this.node = section("Pathway", "pathway",
        element("div", {class: "controls"},
            choice("show", views, this.centre, (value) => { this.centre = value; this.draw(); }),
            hasAmounts ? choice("arm", run.arms.map((text, i) => ({value: String(i), text})), String(this.arm),
                                (value) => { this.arm = Number(value); this.colour(); }) : null,
            hasAmounts ? choice("colour", [
              {value: "share", text: "amount, as share of its peak"},
              {value: "start", text: "change since the start"},
              {value: "reference", text: `change against ${run.arms[run.reference]}`},
            ], "share", (value) => { this.measure = value as Measure; this.colour(); }) : null),
        hasAmounts ? element("div", {class: "controls time"}, play, this.slider, this.clock)
                   : note("This result keeps no amounts of species (species: false), so nothing is coloured."),
        element("div", {class: "card"}, this.frame, this.readout, this.legend),
        element("p", {class: "hint"}, "Boxes are species, arrows are steps; a dashed line leads from a catalyst to what " +
            "it speeds up. Complexes of an enzyme with its substrate are not drawn. Drag to move, pinch or Ctrl and wheel to zoom."));
    new IntersectionObserver(([{isIntersecting}], observer) => {
      if (!isIntersecting) return;
      observer.disconnect();
      this.draw();
    }, {rootMargin: "200px"}).observe(this.frame);
    addEventListener("beforeprint", () => { if (!this.graph) this.draw(); });
  }

  redraw(): void {
    if (!this.graph) return;
    this.graph.style(styleSheet());
    this.colour();
  }

  private stop(play: HTMLButtonElement): void {
    clearInterval(this.timer);
    this.timer = 0;
    play.textContent = "Play";
  }

  private shownSpecies(): Set<number> {
    if (this.centre === "whole") {
      return new Set(this.pathway.steps.flatMap(({from, to, by}) => [...from, ...to, ...by]));
    }
    const [kind, ...rest] = this.centre.split(" ");
    const seeds = this.pathway.observed[rest.join(" ")] ?? [];
    const size = kind === "near" ? nearSize : widerSize;
    return neighbourhood(this.pathway, seeds, this.frame.clientWidth < 600 ? size / 2 : size);
  }

  private readAmounts(): void {
    if (this.amounts || !this.run.amounts) return;
    this.times = readArray("frame_times");
    this.amounts = readArray("amounts");
    const n = this.pathway.species.length;
    this.highest = new Float64Array(n);
    for (let i = 0; i < this.amounts.length; ++i) {
      if (this.amounts[i] > this.highest[i % n]) this.highest[i % n] = this.amounts[i];
    }
    this.slider.max = String(this.times.length - 1);
    this.slider.value = this.slider.max;
  }

  private draw(): void {
    this.readAmounts();
    this.graph?.destroy();
    const shown = this.shownSpecies();
    this.frame.classList.toggle("few", shown.size <= 12);
    const elements = layOut(this.pathway, shown, this.frame.clientWidth, this.frame.clientHeight);
    this.graph = cytoscape({
      container: this.frame, elements, style: styleSheet(), layout: {name: "preset"},
      minZoom: 0.05, maxZoom: 3, userZoomingEnabled: false, autoungrabify: false, boxSelectionEnabled: false,
    });
    this.graph.fit(undefined, 12);
    if (this.graph.zoom() > 1.4) { this.graph.zoom(1.4); this.graph.center(); }
    this.graph.on("mouseover tap", "node.species", (event) => this.read(Number(event.target.id().slice(1))));
    // Plain wheel scrolls the page; with Ctrl, as a pinch on a touchpad is reported too, it zooms.
    this.frame.onwheel = (event) => {
      if (!event.ctrlKey || !this.graph) return;
      event.preventDefault();
      const {left, top} = this.frame.getBoundingClientRect();
      this.graph.zoom({level: this.graph.zoom() * Math.exp(-event.deltaY / 200),
                       renderedPosition: {x: event.clientX - left, y: event.clientY - top}});
    };
    this.frame.onkeydown = (event) => this.onKey(event);
    this.colour();
  }

  private onKey(event: KeyboardEvent): void {
    const moves: Record<string, [number, number]> =
        {ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40]};
    const middle = {x: this.frame.clientWidth / 2, y: this.frame.clientHeight / 2};
    if (moves[event.key]) this.graph!.panBy({x: moves[event.key][0], y: moves[event.key][1]});
    else if (event.key === "+") this.graph!.zoom({level: this.graph!.zoom() * 1.25, renderedPosition: middle});
    else if (event.key === "-") this.graph!.zoom({level: this.graph!.zoom() / 1.25, renderedPosition: middle});
    else if (event.key === "0") this.graph!.fit(undefined, 12);
    else return;
    event.preventDefault();
  }

  private amount(arm: number, frame: number, species: number): number {
    return this.amounts![(arm * this.times!.length + frame) * this.pathway.species.length + species];
  }

  /** 0 to 1 on the scale shown; NaN where there is nothing to compare. */
  private place(species: number): number {
    const frame = Number(this.slider.value);
    const now = this.amount(this.arm, frame, species);
    if (Number.isNaN(now)) return NaN;
    const highest = this.highest![species];
    if (!(highest > 0)) return this.measure === "share" ? 0 : 0.5;
    if (this.measure === "share") return now / highest;
    const then = this.measure === "start" ? this.amount(this.arm, 0, species)
                                          : this.amount(this.run.reference, frame, species);
    const floor = 1e-3 * highest;  // what is as good as nothing changes from nothing to nothing
    return 0.5 + Math.log2(Math.max(now, floor) / Math.max(then, floor)) / (2 * logSpan);
  }

  private colour(): void {
    if (!this.graph || !this.amounts) return;
    const scale = this.measure === "share" ? sequential : divergent;
    let isAnyUnknown = false;
    this.graph.batch(() => this.graph!.nodes(".species").forEach((node) => {
      const place = this.place(Number(node.id().slice(1)));
      isAnyUnknown ||= Number.isNaN(place);
      const fill = Number.isNaN(place) ? "rgb(128,128,128)" : scale(place);
      node.data({fill, ink: inkOn(fill)});
    }));
    this.clock.textContent = formatTime(this.times![Number(this.slider.value)], this.run.timeUnit);
    const ends = this.measure === "share" ? ["0", "peak over all arms and times"]
                                          : [`1/${2 ** logSpan} or less`, `${2 ** logSpan} times or more`];
    const bar = element("span", {class: "bar"});
    bar.style.background = gradient(scale);
    this.legend.replaceChildren(ends[0], bar, ends[1], isAnyUnknown ? "(grey: the run did not get there)" : "");
  }

  private read(species: number): void {
    const {name, title, compartment} = this.pathway.species[species];
    const frame = Number(this.slider.value);
    this.readout.replaceChildren(element("b", {}, name), element("span", {}, title), element("span", {}, `in ${compartment}`),
        ...(this.amounts ? [element("span", {}, `${this.run.arms[this.arm]}, ${this.clock.textContent}: `, element("b", {},
            withUnit(formatNumber(this.amount(this.arm, frame, species)), this.run.amounts!.unit)))] : []));
  }
}

interface Edge { source: string; target: string; kind: string }

/** What is drawn: species and dots of steps, and what leads from one to the other. */
function drawnGraph(pathway: Pathway, shown: Set<number>): { species: Set<number>; dots: Set<string>; edges: Edge[] } {
  const edges: Edge[] = [];
  const dots = new Set<string>();
  const drawn = new Set<number>();
  const touch = (species: number) => { drawn.add(species); return `s${species}`; };
  pathway.steps.forEach(({from, to, by, reversible}, i) => {
    const catalysts = by.filter((species) => shown.has(species));
    if (![...from, ...to].every((species) => shown.has(species))) return;
    if (from.length + to.length + catalysts.length < 2) return;  // made from nothing, or lost
    const kind = reversible ? "both" : "forth";
    if (from.length === 1 && to.length === 1 && catalysts.length === 0) {
      edges.push({source: touch(from[0]), target: touch(to[0]), kind});
      return;
    }
    const dot = `r${i}`;
    dots.add(dot);
    from.forEach((species) => edges.push({source: touch(species), target: dot, kind: reversible ? "back" : "plain"}));
    to.forEach((species) => edges.push({source: dot, target: touch(species), kind: "forth"}));
    catalysts.forEach((species) => edges.push({source: touch(species), target: dot, kind: "catalyst"}));
  });
  return {species: drawn, dots, edges};
}

/** Positions from dagre, in layers along the flow: across or down, whichever fills the frame better. */
function layOut(pathway: Pathway, shown: Set<number>, width: number, height: number): cytoscape.ElementDefinition[] {
  const {species, dots, edges} = drawnGraph(pathway, shown);
  const ruler = document.createElement("canvas").getContext("2d")!;
  ruler.font = chartFont;
  const nameOf = (id: string) => pathway.species[Number(id.slice(1))].name;
  const attempt = (rankdir: "LR" | "TB") => {
    const graph = new dagre.graphlib.Graph();
    graph.setGraph({rankdir, nodesep: 12, ranksep: 26, edgesep: 6, marginx: 4, marginy: 4});
    graph.setDefaultEdgeLabel(() => ({}));
    for (const i of species) {
      graph.setNode(`s${i}`, {width: Math.ceil(ruler.measureText(pathway.species[i].name).width) + 16, height: 24});
    }
    for (const dot of dots) graph.setNode(dot, {width: 6, height: 6});
    for (const {source, target} of edges) graph.setEdge(source, target);
    dagre.layout(graph);
    const {width: across = 1, height: down = 1} = graph.graph();
    return {graph, across, down, zoom: Math.min(width / across, height / down)};
  };
  const {graph, across, down} = [attempt("LR"), attempt("TB")].sort((a, b) => b.zoom - a.zoom)[0];
  const most = 2.2;  // room that is left becomes longer arrows, up to this factor
  const stretchX = Math.min(Math.max(width / across * down / height, 1), most);
  const stretchY = Math.min(Math.max(height / down * across / width, 1), most);
  return [
    ...graph.nodes().map((id) => {
      const {x, y, width: nodeWidth} = graph.node(id);
      const isSpecies = id.startsWith("s");
      return {
        data: {id, label: isSpecies ? nameOf(id) : "", width: nodeWidth, fill: cssColour("card"), ink: cssColour("ink")},
        position: {x: x * stretchX, y: y * stretchY}, classes: isSpecies ? "species" : "step", grabbable: isSpecies,
      };
    }),
    ...edges.map(({source, target, kind}, i) => ({data: {id: `e${i}`, source, target}, classes: kind})),
  ];
}

function styleSheet(): cytoscape.StylesheetJson {
  const line = cssColour("edge");
  return [
    {selector: "node.species", style: {
      shape: "round-rectangle", width: "data(width)", height: 24, label: "data(label)", "text-valign": "center",
      "font-size": 12, "font-family": "system-ui, sans-serif", "background-color": "data(fill)", color: "data(ink)",
      "border-width": 1, "border-color": line}},
    {selector: "node.step", style: {shape: "ellipse", width: 6, height: 6, "background-color": line}},
    {selector: "edge", style: {width: 1.4, "line-color": line, "curve-style": "bezier", "target-arrow-color": line,
                               "source-arrow-color": line, "arrow-scale": 0.8}},
    {selector: "edge.forth, edge.both", style: {"target-arrow-shape": "triangle"}},
    {selector: "edge.back, edge.both", style: {"source-arrow-shape": "triangle"}},
    {selector: "edge.catalyst", style: {"line-style": "dashed", "target-arrow-shape": "circle", "arrow-scale": 0.6}},
  ];
}
