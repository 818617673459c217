"""What the README says can be done, can be done."""
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import xarray

from support import PROGRAM, ROOT, ProgramTest

README = (ROOT / "README.md").read_text()


class Readme(ProgramTest):
    def setUp(self):
        super().setUp()
        for name in ("models", "scenarios"):
            shutil.copytree(ROOT / name, self.folder / name)
        (self.folder / "model.yaml").write_text(re.search(r"```yaml\n(.*?)```", README, re.S).group(1))

    def test_its_model_is_one(self):
        self.assertIn("model.yaml: ok", self.sigdyn("check", "model.yaml").stdout)

    def test_every_command_on_it_runs(self):
        commands = re.findall(r"^    sigdyn ((?:show|simulate|run|check|plot) .*?)(?:#.*)?$", README, re.M)
        self.assertGreaterEqual(len(commands), 3)
        environment = {**os.environ, "PATH": f"{pathlib.Path(PROGRAM).parent}:{os.environ['PATH']}"}
        for command in commands:
            with self.subTest(command=command):
                subprocess.run(f"sigdyn {command}", shell=True, check=True, cwd=self.folder,
                               env=environment, stdout=subprocess.DEVNULL)

    def test_its_picture_is_what_its_command_draws(self):
        self.sigdyn("run", "scenarios/igf1_stimulation.yaml")
        command = re.search(r"^    sigdyn (plot .*)$", README, re.M).group(1)
        self.sigdyn(*command.split())
        picture = ROOT / re.search(r"!\[.*?\]\((.*?)\)", README).group(1)
        shapes = [re.sub(r"[^<>a-z]|font-family=\S+", "", path.read_text())
                  for path in (picture, self.folder / "igf1_stimulation.svg")]
        self.assertEqual(*shapes)  # elements and words; the last digits may differ between processors

    def test_its_python_finds_what_it_names(self):
        snippet = re.search(r"```python\n(.*?)```", README, re.S).group(1)
        arm, observable = re.search(r'arm="(\w+)", observable="(\w+)"', snippet).groups()
        self.sigdyn("run", "scenarios/igf1_stimulation.yaml")
        data = xarray.open_dataset(self.folder / "igf1_stimulation.h5", engine="h5netcdf")
        self.assertGreater(data["observables"].sel(arm=arm, observable=observable).max(), 0.0)

    def test_its_links_lead_somewhere(self):
        for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
            for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
                self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")

    def test_its_tools_run_from_anywhere(self):
        for tool in ("quickstart", "test", "check", "install-deps"):
            path = ROOT / "tools" / tool
            self.assertTrue(os.access(path, os.X_OK), tool)
            subprocess.run(["bash", "-n", path], check=True)
        packages = subprocess.run([ROOT / "tools" / "install-deps", "--list"], check=True,
                                  capture_output=True, text=True).stdout.split()
        self.assertIn("libhdf5-dev", packages)

    def test_it_fits_a_screen_or_two(self):
        self.assertLess(len(README.splitlines()), 90)


if __name__ == "__main__":
    unittest.main()
