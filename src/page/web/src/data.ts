// What the program puts into the page: JSON in #page-data, arrays in #array-NAME.

export interface Fact { label: string; value: string }
export interface Sampling { kept: number; stride: number; of: number; single: boolean }
export interface Observable { name: string; unit: string; title: string }
export interface Outcome { status: string; message: string; tReached: number | null }

export interface Step { name: string; from: number[]; to: number[]; by: number[]; reversible: boolean }
export interface Species { name: string; title: string; compartment: string }
export interface Pathway { species: Species[]; steps: Step[]; observed: Record<string, number[]> }

export interface Run {
  arms: string[];
  outcomes: Outcome[];
  timeUnit: string;
  observables: Observable[];
  observablesLeftOut: number;
  metrics: string[];
  reference: number;
  sampling: Sampling;
  amounts: { unit: string; sampling: Sampling } | null;
  pathway: Pathway | null;
}

export interface Failure { status: string; message: string; count: number; member: number; arm: number }
export interface Summary { array: string; name: string; title: string; unit: string }
export interface Bands {
  observables: Observable[];
  timeUnit: string;
  nLevels: number;
  nMembers: number;
  sampling: Sampling;
}
export interface Sweep {
  arms: string[];
  varied: { name: string; unit: string; isLog: boolean }[];
  summaries: Summary[];
  outcomes: { names: string[]; counts: number[]; failures: Failure[]; failuresLeftOut: number };
  sampling: Sampling;
  bands: Bands | null;
}

export interface PageData {
  title: string;
  subtitle: string;
  expected: string;
  facts: Fact[];
  inputs: Fact[];
  run: Run | null;
  sweep: Sweep | null;
}

export type Numbers = Float64Array | Float32Array;

export function readPageData(): PageData {
  return JSON.parse(document.getElementById("page-data")!.textContent!);
}

/** Decodes an array of the page; little-endian, as all machines with browsers are. */
export function readArray(name: string): Numbers {
  const element = document.getElementById(`array-${name}`)!;
  const binary = atob(element.textContent!);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; ++i) bytes[i] = binary.charCodeAt(i);
  return element.dataset.type === "float64" ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer);
}

export function licences(): string {
  return document.getElementById("licences")!.textContent!;
}
