// Builds ../bundle from src/: what the program embeds. Run `npm ci && npm run build` after a change.
// `node build.mjs FOLDER` writes elsewhere, so that a test can compare.
import {build} from "esbuild";
import {createHash} from "node:crypto";
import {mkdirSync, readFileSync, readdirSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "bundle");

const built = await build({
  absWorkingDir: here,
  entryPoints: {page: "src/main.ts"},
  outdir: "bundle",
  write: false,
  bundle: true,
  minify: true,
  charset: "ascii",
  format: "iife",
  target: ["es2021"],
  legalComments: "none",
  metafile: true,
});

const text = Object.fromEntries(built.outputFiles.map((file) => [file.path.split("/").pop(), file.text]));
const script = text["page.js"].trim();
const style = text["page.css"].trim();
// What would end the element, or the string literal, that the text is put into.
for (const [name, content] of Object.entries({script, style})) {
  for (const forbidden of ["</script", "<!--", "</style", ')sigdyn"', "\r"]) {
    if (content.includes(forbidden)) throw new Error(`${name} contains ${forbidden}`);
  }
}

function licences() {
  const packages = new Set();
  for (const input of Object.keys(built.metafile.inputs)) {
    const match = input.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (match) packages.add(match[1]);
  }
  return [...packages].sort().map((name) => {
    const folder = join(here, "node_modules", name);
    const {version} = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const licence = readFileSync(join(folder, file), "utf8").replace(/[^\x20-\x7e\n]/g, "").trim();
    return `${name} ${version}\n\n${licence}\n`;
  }).join("\n----\n\n");
}

mkdirSync(out, {recursive: true});
writeFileSync(join(out, "page.js"), script);
writeFileSync(join(out, "page.css"), style);
writeFileSync(join(out, "licences.txt"), licences());
const hash = createHash("sha256").update(script).digest("base64");
writeFileSync(join(out, "page.js.sha256"), `sha256-${hash}\n`);
