// A reader of pages: Debian's Chromium with a profile of its own, and the program in a folder of its own.
import {execFileSync, spawnSync} from "node:child_process";
import {cpSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {chromium} from "playwright-core";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A folder with the model receptor.yaml and the scenario doses.yaml in it. */
export class Workplace {
  folder = mkdtempSync(join(tmpdir(), "sigdyn_browser_"));

  constructor() {
    for (const name of ["receptor.yaml", "doses.yaml"]) {
      cpSync(join(root, "tests", "cli", "data", name), join(this.folder, name));
    }
  }

  path(name) { return join(this.folder, name); }

  /** Runs the program, expects this exit code, gives its standard output. */
  sigdyn(words, code = 0) {
    const done = spawnSync(process.env.SIGDYN_PROGRAM, words, {cwd: this.folder, encoding: "utf8", maxBuffer: 1 << 28});
    if (done.status !== code) throw new Error(`sigdyn ${words.join(" ")}: ${done.status}\n${done.stderr}`);
    return done.stdout;
  }

  remove() { rmSync(this.folder, {recursive: true, force: true}); }
}

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync"];

/** Opens pages and notes every complaint and every request they make. */
export class Reader {
  static async open({width = 1280, scheme = "light"} = {}) {
    const reader = new Reader();
    reader.profile = mkdtempSync(join(tmpdir(), "sigdyn_profile_"));
    reader.context = await chromium.launchPersistentContext(reader.profile, {
      executablePath: execFileSync("which", ["chromium"], {encoding: "utf8"}).trim(), headless: true, args: flags,
      viewport: {width, height: 900}, colorScheme: scheme, acceptDownloads: true,
    });
    return reader;
  }

  complaints = [];
  requests = [];

  /** The page, once its first chart is there. `firstChart` is when it was, [ms] after the navigation began. */
  async read(file) {
    const page = await this.context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.stack));
    page.on("request", (request) => this.requests.push(request.url()));
    await page.addInitScript(() => {
      const look = () => {
        const canvas = document.querySelector(".uplot canvas");
        if (canvas && canvas.width > 0) window.firstChart = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(`file://${file}`);
    await page.waitForSelector(".uplot canvas");
    await page.waitForFunction(() => window.firstChart !== undefined);
    return page;
  }

  async close() {
    await this.context.close();
    rmSync(this.profile, {recursive: true, force: true});
  }
}

/** How many different colours a canvas shows: 1 where nothing is drawn. */
export function coloursOf(canvas) {
  return canvas.evaluate((element) => {
    const {data} = element.getContext("2d").getImageData(0, 0, element.width, element.height);
    const colours = new Set();
    for (let i = 0; i < data.length; i += 4) colours.add((data[i] << 24) | (data[i + 1] << 16) | (data[i + 2] << 8) | data[i + 3]);
    return colours.size;
  });
}

/** What it looks like, to be compared. */
export async function lookOf(locator) {
  return (await locator.screenshot({animations: "disabled"})).toString("base64");
}

/** Rows of comma-separated values without quotes in them. */
export function parseCsv(text) {
  return text.trimEnd().split("\n").map((line) => line.split(","));
}

/** The file that a click on the locator downloads. */
export async function downloadOf(page, locator) {
  const [download] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  return readFileSync(await download.path(), "utf8");
}
