"""The choice of method is said on demand, and can be taken away: --explain-solver, --method, solver."""
import unittest

import xarray

from support import DATA, ProgramTest


class ExplainSolver(ProgramTest):
    def explanation(self, *words):
        done = self.sigdyn(*words, "--explain-solver")
        lines = [line for line in done.stderr.splitlines() if " because " in line]
        self.assertEqual(len(lines), 1, done.stderr)
        return lines[0]

    def test_it_says_what_and_why_with_the_counts_that_decided(self):
        for words in (("run", "doses.yaml"), ("simulate", "receptor.yaml"),
                      ("simulate", "receptor.yaml", "--duration", "60", "--steps", "2")):
            line = self.explanation(*words)
            self.assertRegex(line, r"(rodas5p|rock4|dopri5|cvode_bdf|cvode_gmres) because ")
            self.assertRegex(line, r"\d+ states")
            self.assertRegex(line, r"spectral radius [0-9.e+-]+ times the span [0-9.e+-]+ is ")

    def test_without_it_nothing_is_said(self):
        self.assertNotIn("because", self.sigdyn("run", "doses.yaml").stderr)
        self.assertNotIn("because", self.sigdyn("simulate", "receptor.yaml").stderr)

    def test_the_method_said_is_the_method_taken(self):
        line = self.explanation("run", "doses.yaml", "-o", "out.h5")
        method = line.split(" because ")[0].split()[-1]
        data = xarray.open_dataset(self.folder / "out.h5", engine="h5netcdf")
        self.assertEqual(data.attrs["method"], method)


class PinnedSolver(ProgramTest):
    def test_every_method_can_be_pinned_and_is_recorded(self):
        text = (self.folder / "doses.yaml").read_text()
        for method in ("rodas5p", "rock4", "dopri5", "cvode_bdf", "cvode_gmres"):
            self.write("pinned.yaml", text + f"solver: {{method: {method}}}\n")
            done = self.sigdyn("run", "pinned.yaml", "-o", f"{method}.h5", "--explain-solver")
            self.assertIn(f"{method} because as asked for", done.stderr)
            data = xarray.open_dataset(self.folder / f"{method}.h5", engine="h5netcdf")
            self.assertEqual(data.attrs["method"], method)

    def test_simulate_pins_it_too(self):
        done = self.sigdyn("simulate", DATA / "receptor.yaml", "--method", "cvode_bdf", "--explain-solver")
        self.assertIn("cvode_bdf because as asked for", done.stderr)
        self.sigdyn("simulate", DATA / "receptor.yaml", "--method", "rodas6", code=3)


if __name__ == "__main__":
    unittest.main()
