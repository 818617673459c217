// Rows of buttons that switch things on and off, for arms and for observables.
import {button, element} from "./element";
import {lineStyle} from "./palette";

export interface ChipOptions {
  label: string;
  names: string[];
  titles?: string[];
  isOn: boolean[];
  hasSwatches: boolean;
  onChange: () => void;
}

function swatch(i: number): SVGElement {
  const {variable, dash} = lineStyle(i);
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("width", "22");
  picture.setAttribute("height", "8");
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", "M0 4H22");
  line.style.stroke = `var(--${variable})`;
  line.setAttribute("stroke-width", "3");
  if (dash.length > 0) line.setAttribute("stroke-dasharray", dash.map((x) => x / 2).join(" "));
  picture.append(line);
  return picture;
}

/** A group of toggles with "all" and "none", and a filter where there are many. `isOn` is changed in place. */
export function makeChips({label, names, titles, isOn, hasSwatches, onChange}: ChipOptions): HTMLElement {
  const chips = names.map((name, i) => {
    const chip = button(name, () => set([i], !isOn[i]), {class: "chip", title: titles?.[i] || undefined});
    if (hasSwatches) chip.prepend(swatch(i));
    chip.setAttribute("aria-pressed", String(isOn[i]));
    return chip;
  });
  const set = (which: number[], value: boolean) => {
    for (const i of which) {
      isOn[i] = value;
      chips[i].setAttribute("aria-pressed", String(value));
    }
    onChange();
  };
  const shown = () => chips.flatMap((chip, i) => chip.hidden ? [] : [i]);
  const tools = element("span", {class: "chip-tools"},
      button("all", () => set(shown(), true), {class: "quiet", "aria-label": `all ${label}`}),
      button("none", () => set(shown(), false), {class: "quiet", "aria-label": `no ${label}`}));
  if (names.length > 12) {
    const filter = element("input", {
      type: "search", placeholder: "filter", "aria-label": `filter ${label}`,
      input: () => chips.forEach((chip, i) => {
        chip.hidden = !names[i].toLowerCase().includes(filter.value.trim().toLowerCase());
      }),
    });
    tools.prepend(filter);
  }
  return element("div", {class: "chips", role: "group", "aria-label": label},
      element("span", {class: "chips-label"}, label), tools,
      element("div", {class: "chip-box"}, ...chips));
}
