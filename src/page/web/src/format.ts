// Numbers and times as the program's own tables write them.

/** printf's %.4g, "-" for NaN: as `sigdyn run` prints. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "-";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (value === 0) return "0";
  const [mantissa, exponentText] = value.toExponential(digits - 1).split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= digits) {
    const sign = exponent < 0 ? "-" : "+";
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return trimZeros(value.toFixed(Math.max(0, digits - 1 - exponent)));
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** "12 s", "5 min", "2.5 h", "3 d". */
export function formatDuration(seconds: number): string {
  if (Number.isNaN(seconds)) return "-";
  const size = Math.abs(seconds);
  if (size >= 2 * 86400) return `${formatNumber(seconds / 86400, 3)} d`;
  if (size >= 2 * 3600) return `${formatNumber(seconds / 3600, 3)} h`;
  if (size >= 120) return `${formatNumber(seconds / 60, 3)} min`;
  return `${formatNumber(seconds, 3)} s`;
}

export function formatTime(time: number, unit: string): string {
  return unit === "s" ? formatDuration(time) : withUnit(formatNumber(time), unit);
}

export function formatCount(count: number): string {
  return count.toLocaleString("en-GB").replaceAll(",", "\u2009");
}

/** 2nd, 3rd, 4th. */
export function ordinal(n: number): string {
  const isTeen = n % 100 > 10 && n % 100 < 14;
  return `${n}${(isTeen ? "" : ["", "st", "nd", "rd"][n % 10]) || "th"}`;
}

export function withUnit(text: string, unit: string): string {
  return unit === "1" || unit === "" ? text : `${text} ${unit}`;
}

/** "pAKT [nM]", and only "share" where the unit is 1. */
export function heading(name: string, unit: string): string {
  return unit === "1" || unit === "" ? name : `${name} [${unit}]`;
}

/** The unit in which a span of time reads best, and how many of the file's units it is. */
export interface TimeScale { unit: string; size: number; steps: number[] }

export function timeScale(span: number, unit: string): TimeScale {
  const decimal = [1e-3, 2e-3, 5e-3, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4,
                   2e4, 5e4, 1e5, 1e6, 1e7, 1e8, 1e9];
  if (unit !== "s") return {unit, size: 1, steps: decimal};
  const sixties = [.1, .2, .5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
  if (span >= 4 * 86400) return {unit: "d", size: 86400, steps: decimal};
  if (span >= 4 * 3600) return {unit: "h", size: 3600, steps: [.1, .25, .5, 1, 2, 3, 6, 12, 24, 48]};
  if (span >= 240) return {unit: "min", size: 60, steps: sixties};
  return {unit: "s", size: 1, steps: [...decimal.filter((step) => step < 1), ...sixties.slice(3)]};
}

/** Ticks of an axis: short, with powers of ten where numbers are long. */
export function formatTick(value: number | null): string {
  if (value === null) return "";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) {
    const [mantissa, exponent] = Number(value.toPrecision(6)).toExponential().split("e");
    const power = `10${superscript(Number(exponent))}`;
    return mantissa === "1" ? power : `${mantissa}\u00d7${power}`;
  }
  return String(Number(value.toPrecision(6)));
}

function superscript(value: number): string {
  const digits = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
  return [...String(value)].map((c) => c === "-" ? "\u207b" : digits[Number(c)]).join("");
}

/** One line of RFC 4180. */
export function csvLine(fields: string[]): string {
  return fields.map((field) => /[",\r\n]/.test(field) ? `"${field.replaceAll("\"", "\"\"")}"` : field).join(",") + "\n";
}

/** The shortest decimal that reads back as the same number. */
export function csvNumber(value: number, isSingle = false): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return isSingle ? String(Number(value.toPrecision(8))) : String(value);
}
