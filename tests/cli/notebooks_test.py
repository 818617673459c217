"""The examples of docs/python.md and docs/r.md run on the results that they name."""
import os
import re
import shutil
import subprocess
import sys
import unittest

import xarray

from support import ROOT, ProgramTest


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "docs" / page).read_text(), re.S)


class Notebooks(ProgramTest):
    def setUp(self):
        super().setUp()
        for name in ("models", "scenarios"):
            shutil.copytree(ROOT / name, self.folder / name)

    def peaks(self):
        result = xarray.open_dataset(self.folder / "igf1_stimulation.h5", engine="h5netcdf")
        return result["observables"].sel(observable="pAKT").max("time").to_series()

    def expect_peaks(self, printed):
        for arm, peak in self.peaks().items():
            found = re.search(rf"\b{arm}\s+([0-9.eE+-]+)", printed)
            self.assertTrue(found, f"{arm} in {printed}")
            self.assertAlmostEqual(float(found[1]), peak, delta=1e-5 * peak)  # printed to 6 digits

    def run_in_folder(self, *words):
        environment = {**os.environ, "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(self.folder)}
        return subprocess.run(words, cwd=self.folder, env=environment, check=True, text=True,
                              capture_output=True).stdout

    def test_the_first_example_in_python_has_five_lines(self):
        self.assertEqual(len(blocks("python.md", "python")[0].splitlines()), 5)

    def test_python(self):
        self.sigdyn("run", "scenarios/igf1_stimulation.yaml")
        first, second, _ = blocks("python.md", "python")
        script = self.write("example.py", first + second + "assert failed == [], failed\n")
        self.expect_peaks(self.run_in_folder(sys.executable, script))
        self.assertIn("<svg", (self.folder / "pAKT.svg").read_text())

    def test_python_on_a_sweep(self):
        sweep = self.folder / "scenarios" / "sweeps" / "abundance.yaml"
        sweep.write_text(sweep.read_text().replace("samples: 256", "samples: 8"))
        self.sigdyn("sweep", sweep)
        printed = self.run_in_folder(sys.executable, self.write("e.py", blocks("python.md", "python")[2]))
        self.assertRegex(printed, r"ktx_IGF1R +0\.\d")

    @unittest.skipUnless(shutil.which("Rscript"), "no Rscript here (r-base-core and r-cran-ncdf4)")
    def test_r(self):
        self.assertEqual(len(blocks("r.md", "r")[0].splitlines()), 5)
        self.sigdyn("run", "scenarios/igf1_stimulation.yaml")
        script = self.write("example.R", "".join(blocks("r.md", "r")))
        printed = self.run_in_folder("Rscript", "--vanilla", script)
        names, values = printed.splitlines()[:2]
        peaks = dict(zip(names.split(), map(float, values.split())))
        for arm, peak in self.peaks().items():
            self.assertAlmostEqual(peaks[arm], peak, delta=1e-5 * peak)  # printed to 7 digits
        self.assertIn("<svg", (self.folder / "pAKT.svg").read_text())


if __name__ == "__main__":
    unittest.main()
