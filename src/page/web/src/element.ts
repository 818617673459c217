// Making elements. Texts become text nodes, never markup: names in a model may hold anything.

type Child = Node | string | null | undefined;
type Properties = Record<string, string | number | boolean | ((event: Event) => void) | undefined>;

export function element<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag, properties: Properties = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child): child is Node | string => child != null));
  return made;
}

export function button(text: string, onClick: () => void, properties: Properties = {}): HTMLButtonElement {
  return element("button", {type: "button", click: onClick, ...properties}, text);
}

/** A labelled choice; calls back with the value of the option that was chosen. */
export function choice(label: string, options: { value: string; text: string }[], chosen: string,
                       onChange: (value: string) => void): HTMLLabelElement {
  const select = element("select", {change: () => onChange(select.value)},
      ...options.map(({value, text}) => element("option", {value}, text)));
  select.value = chosen;
  return element("label", {class: "choice"}, element("span", {}, label), select);
}

/** A labelled box to tick. */
export function tick(label: string, isOn: boolean, onChange: (isOn: boolean) => void): HTMLLabelElement {
  const box = element("input", {type: "checkbox", change: () => onChange(box.checked)});
  box.checked = isOn;
  return element("label", {class: "tick"}, box, element("span", {}, label));
}

export function section(title: string, id: string, ...children: Child[]): HTMLElement {
  return element("section", {id, "aria-labelledby": `${id}-title`},
      element("h2", {id: `${id}-title`}, title), ...children);
}

export function note(text: string): HTMLParagraphElement {
  return element("p", {class: "note"}, text);
}

/** Hands a text to the browser as a file to keep. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], {type: "text/csv;charset=utf-8"}));
  const link = element("a", {href: url, download: name});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
