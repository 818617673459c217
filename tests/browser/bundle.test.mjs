// The bundle in the tree is what its sources build; they pass the type checker. Runs in src/page/web.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdtempSync, readFileSync, readdirSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";

test("the bundle in the tree is what its sources build", () => {
  const folder = mkdtempSync(join(tmpdir(), "sigdyn_bundle_"));
  try {
    execFileSync("node", ["build.mjs", folder], {stdio: "inherit"});
    const names = readdirSync(folder).sort();
    assert.deepEqual(readdirSync("../bundle").sort(), names);
    for (const name of names) {
      const isSame = readFileSync(join(folder, name)).equals(readFileSync(join("../bundle", name)));
      assert.ok(isSame, `${name} is not what the sources build: run npm run build in src/page/web`);
    }
  } finally {
    rmSync(folder, {recursive: true});
  }
});

test("the sources pass the type checker", () => {
  execFileSync("node_modules/.bin/tsc", ["--noEmit"], {stdio: "inherit"});
});

test("the lock file names no registry", () => {
  assert.ok(!readFileSync("package-lock.json", "utf8").includes("\"resolved\""));
});
