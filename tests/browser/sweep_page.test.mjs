// The page of a sweep, used as a reader uses it.
import assert from "node:assert/strict";
import {readFileSync, writeFileSync} from "node:fs";
import {after, before, test} from "node:test";
import {Reader, Workplace, coloursOf, downloadOf, lookOf, parseCsv} from "./reader.mjs";

const place = new Workplace();
let reader;

const sweep = (design, record) => "format: sigdyn-sweep/1\nid: receptors\nquestion: Which?\nscenario: doses.yaml\n" +
    `design: ${design}\nvary:\n  kon: {log_uniform: [x0.1, x10]}\n  initial R: {uniform: [x0.5, x2]}\nrecord: ${record}\n`;

before(async () => {
  writeFileSync(place.path("sweep.yaml"), sweep("{sobol: {samples: 128, seed: 7}}",
      "{time_courses: [bound], summary: {bound: [final, max], pS_conc: [auc]}}"));
  place.sigdyn(["sweep", "sweep.yaml", "-o", "sweep.h5"]);
  place.sigdyn(["report", "sweep.h5"]);
  reader = await Reader.open();
});

after(async () => {
  await reader?.close();
  place.remove();
});

test("it opens without complaint, asks for nothing, and draws map, coordinates and bands", async () => {
  const page = await reader.read(place.path("sweep.html"));
  assert.match(await page.locator("#verdict").textContent(), /128 members, 384 runs, all succeeded/);
  for (const section of ["#members", "#parallel", "#bands"]) {
    await page.locator(`${section} .card`).first().scrollIntoViewIfNeeded();  // charts are drawn when they come near
    const canvas = page.locator(`${section} canvas`).first();
    await canvas.waitFor();
    await page.waitForTimeout(100);
    assert.ok(await coloursOf(canvas) > 20, "a chart is blank");
  }
  assert.deepEqual(reader.complaints, []);
  assert.deepEqual(reader.requests, [`file://${place.path("sweep.html")}`]);
  await page.close();
});

test("choosing another column changes the map", async () => {
  const page = await reader.read(place.path("sweep.html"));
  const look = await lookOf(page.locator("#members canvas"));
  await page.getByLabel("colour").selectOption({label: "pS_conc_auc [nM*s]"});
  assert.notEqual(await lookOf(page.locator("#members canvas")), look);
  await page.close();
});

test("a rectangle on the map selects, and what is downloaded is what was selected", async () => {
  const page = await reader.read(place.path("sweep.html"));
  const box = await page.locator("#members .u-over").boundingBox();
  await page.mouse.move(box.x + 0.3 * box.width, box.y + 0.2 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.7 * box.width, box.y + 0.8 * box.height, {steps: 5});
  await page.mouse.up();
  const [selected, all] = (await page.locator("#selected-count").textContent()).match(/\d+/g).map(Number);
  assert.equal(all, 128);
  assert.ok(selected > 10 && selected < 70, `${selected} of a quarter of the plane or so`);

  const rows = parseCsv(await downloadOf(page, page.locator("#download")));
  assert.deepEqual(rows[0], ["member", "arm", "kon [x nominal]", "initial R [x nominal]", "bound_final [molecules]",
                             "bound_max [molecules]", "pS_conc_auc [nM*s]"]);
  assert.equal(rows.length - 1, 3 * selected);
  const exported = (array) => parseCsv(place.sigdyn(["export", "sweep.h5", array])).slice(1);
  const final = new Map(exported("summary_bound_final").flatMap((row) =>
      ["control", "low", "high"].map((arm, k) => [`${row[0]} ${arm}`, Number(row[1 + k])])));
  const varied = new Map(exported("parameters").map(([member, ...values]) => [member, values.map(Number)]));
  for (const [member, arm, kon, receptors, value] of rows.slice(1)) {
    assert.equal(Number(value), final.get(`${member} ${arm}`));
    assert.deepEqual([Number(kon), Number(receptors)], varied.get(member));
  }
  await page.getByRole("button", {name: "Select all"}).click();
  assert.equal(await page.locator("#selected-count").textContent(), "128 members");
  await page.close();
});

test("ranges are selected by keyboard", async () => {
  const page = await reader.read(place.path("sweep.html"));
  await page.getByLabel("least kon").fill("1");
  await page.keyboard.press("Enter");
  assert.match(await page.locator("#selected-count").textContent(), /^6\d of 128/);  // half of log-uniform x0.1 to x10
  await page.close();
});

test("a grid is a heat map, with a cell per pair of levels", async () => {
  writeFileSync(place.path("grid.yaml"), "format: sigdyn-sweep/1\nid: g\nscenario: doses.yaml\ndesign: grid\n" +
      "vary:\n  kon: {log: [x0.1, x10], points: 9}\n  initial R: {linear: [x0.5, x2], points: 4}\nrecord: {summary: {bound: [final]}}\n");
  place.sigdyn(["sweep", "grid.yaml", "-o", "grid.h5"]);
  place.sigdyn(["report", "grid.h5"]);
  const page = await reader.read(place.path("grid.html"));
  assert.match(await page.locator("#map-kind").textContent(), /A cell per pair of levels/);
  await page.close();
});

test("a sweep that was merged before its end says what is missing, first", async () => {
  place.sigdyn(["sweep", "sweep.yaml", "-o", "cut.h5", "--shard", "0/2"]);
  place.sigdyn(["merge", "cut.h5.shards", "-o", "cut.h5"], 1);
  place.sigdyn(["report", "cut.h5"]);
  reader.complaints.length = 0;
  const page = await reader.read(place.path("cut.html"));
  assert.match(await page.locator("#verdict").textContent(), /192 missing/);
  assert.equal(await page.locator("main > section").first().getAttribute("id"), "failures");
  assert.deepEqual(reader.complaints, []);
  await page.close();
});

test("twenty thousand members are binned, and the page says so", async () => {
  writeFileSync(place.path("many.yaml"), sweep("{sobol: {samples: 20000, seed: 7}}", "{summary: {bound: [final]}}"));
  place.sigdyn(["sweep", "many.yaml", "-o", "many.h5"]);
  place.sigdyn(["report", "many.h5"]);
  assert.ok(readFileSync(place.path("many.html")).length < 15e6);
  const page = await reader.read(place.path("many.html"));
  assert.match(await page.locator("#map-kind").textContent(), /48 × 48 bins/);
  await page.close();
});
