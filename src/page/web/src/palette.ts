// Colours: for lines those of Okabe and Ito, which people with any colour vision tell apart; for
// values viridis (van der Walt and Smith) and, from low to high, blue over white to orange.

let isPrinting = false;

function theme(): "dark" | "light" {
  return !isPrinting && matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Calls back when the colours change: the system's theme, or paper. */
export function onThemeChange(redraw: () => void): void {
  const apply = (printing: boolean) => {
    isPrinting = printing;
    document.documentElement.dataset.theme = theme();
    redraw();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(false));
  addEventListener("beforeprint", () => apply(true));
  addEventListener("afterprint", () => apply(false));
  document.documentElement.dataset.theme = theme();
}

const nLineColours = 7;  // --line-0 to --line-6 of the style sheet
const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

export interface LineStyle { variable: string; dash: number[] }

/** How the i-th line looks: a colour, and where the colours are used up a dash too. */
export function lineStyle(i: number): LineStyle {
  return {variable: `line-${i % nLineColours}`, dash: dashes[Math.floor(i / nLineColours) % dashes.length]};
}

export function cssColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const viridis = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b",
                 "#fde725"];
const diverging = ["#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b"];

/** share 0 to 1 -> colour. */
export function sequential(share: number): string { return between(viridis, share); }
export function divergent(share: number): string { return between(diverging, share); }

function between(stops: string[], share: number): string {
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const below = Math.min(Math.floor(place), stops.length - 2);
  const [a, b] = [channels(stops[below]), channels(stops[below + 1])];
  const mixed = a.map((channel, i) => Math.round(channel + (place - below) * (b[i] - channel)));
  return `rgb(${mixed.join(",")})`;
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** Black or white, whichever reads better on rgb(r,g,b). */
export function inkOn(colour: string): string {
  const [r, g, b] = colour.match(/\d+/g)!.map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#000000" : "#ffffff";
}

export function gradient(scale: (share: number) => string): string {
  const stops = Array.from({length: 11}, (_, i) => scale(i / 10));
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
