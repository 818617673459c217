"""sigdyn plot: every kind of figure, in every format, and everything that can be wrong from outside."""
import os
import re
import struct
import subprocess
import unittest
import xml.etree.ElementTree

import h5py
import numpy
import scipy.optimize

from support import PROGRAM, ProgramTest

DOSES = "".join(f"  d{i}: {{set: {{L: {dose} nM}}}}\n" for i, dose in enumerate((0.1, 0.3, 1, 3, 10, 30, 100)))


def sweep(vary, design="grid", record="summary: {pS_conc: [final, max], bound: [final]}"):
    return (f"format: sigdyn-sweep/1\nid: s\nscenario: doses.yaml\ndesign: {design}\n"
            f"vary: {{{vary}}}\nrecord: {{{record}}}\n")


class PlotTest(ProgramTest):
    def plot(self, *words, code=0):
        return self.sigdyn("plot", *words, code=code)

    def texts(self, name):
        """What stands in an SVG; it has to be well-formed."""
        root = xml.etree.ElementTree.parse(self.folder / name).getroot()
        self.assertTrue(root.tag.endswith("svg"))
        return " ".join(" ".join("".join(e.itertext()).split()) for e in root.iter() if e.tag.endswith("text"))

    def result(self):
        self.sigdyn("run", "doses.yaml", "-o", "out.h5")

    def dose_result(self):
        text = (self.folder / "doses.yaml").read_text()
        self.write("dose.yaml", re.sub(r"  low:.*\n  high:.*\n", DOSES, text))
        self.sigdyn("run", "dose.yaml")


class Figures(PlotTest):
    def test_time_courses_have_arms_observables_and_units(self):
        self.result()
        self.assertEqual(self.plot("out.h5").stdout, "written: out.svg\n")
        texts = self.texts("out.svg")
        for word in ("control", "low", "high", "bound", "pS_conc", "molecules", "nM", "time (min)"):
            self.assertIn(word, texts)

    def test_every_format_is_what_it_says(self):
        self.result()
        for name in ("a.svg", "a.png", "a.pdf"):
            self.plot("out.h5", "-o", name)
        self.texts("a.svg")
        png = (self.folder / "a.png").read_bytes()
        self.assertEqual(png[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(struct.unpack(">I", png[16:20])[0], 1004)  # 85 mm at 300 dots per inch
        self.assertIn(b"IEND", png[-12:])
        pdf = (self.folder / "a.pdf").read_bytes()
        self.assertTrue(pdf.startswith(b"%PDF") and pdf.rstrip().endswith(b"%%EOF"))

    def test_the_same_result_gives_the_same_bytes(self):
        self.result()
        for name in ("a", "b"):
            (self.folder / name).mkdir()
            self.plot("out.h5", "-o", f"{name}/fig.svg", "--script", f"{name}/fig.gp")
        for name in ("fig.svg", "fig.gp"):
            self.assertEqual((self.folder / "a" / name).read_bytes(), (self.folder / "b" / name).read_bytes())

    def test_a_kept_script_draws_the_figure_again(self):
        self.result()
        self.plot("out.h5", "-o", "fig.svg", "--script", "fig.gp")
        first = (self.folder / "fig.svg").read_bytes()
        (self.folder / "fig.svg").unlink()
        subprocess.run(["gnuplot", "--default-settings", "fig.gp"], cwd=self.folder, check=True)
        self.assertEqual((self.folder / "fig.svg").read_bytes(), first)

    def test_what_is_chosen_is_drawn_and_nothing_else(self):
        self.result()
        self.plot("out.h5", "--observable", "bound", "--arm", "high", "--arm", "low", "--log", "y")
        texts = self.texts("out.svg")
        self.assertNotIn("pS_conc", texts)
        self.assertNotIn("control", texts)

    def test_fold_changes_name_the_comparison_arm(self):
        self.result()
        self.plot("out.h5", "--kind", "fold")
        texts = self.texts("out.svg")
        self.assertIn("over that of control", texts)
        self.assertIn("fold change", texts)

    def test_a_dose_response_has_the_ec50_that_scipy_finds(self):
        self.dose_result()
        done = self.plot("dose.h5", "--kind", "dose", "--observable", "bound")
        row = next(line for line in done.stdout.splitlines() if line.startswith("bound"))
        cells = re.split(r"  +", row)  # observable, at, EC50, +-, unit, slope, +-, range, R2
        numbers = [float(cells[i]) for i in (2, 3, 5, 6)]
        with h5py.File(self.folder / "dose.h5") as file:
            responses = file["observables"][:, -1, 0]
        doses = numpy.array([0, 0.1, 0.3, 1, 3, 10, 30, 100])

        def hill(dose, bottom, top, log_ec50, slope):
            positive = numpy.where(dose > 0, dose, 1.0)
            share = 1.0 / (1.0 + numpy.exp(slope * (log_ec50 - numpy.log(positive))))
            return numpy.where(dose > 0, bottom + (top - bottom) * share, bottom)

        found, covariance = scipy.optimize.curve_fit(hill, doses, responses,
                                                     p0=[0, responses.max(), 0.0, 1.0], maxfev=10000)
        errors = numpy.sqrt(numpy.diag(covariance))
        ec50 = numpy.exp(found[2])
        # Printed to 4 digits, errors to 2.
        for printed, value, rtol in ((numbers[0], ec50, 1e-3), (numbers[1], ec50 * errors[2], 0.06),
                                     (numbers[2], found[3], 1e-3), (numbers[3], errors[3], 0.06)):
            self.assertAlmostEqual(printed, value, delta=rtol * value)
        self.assertIn("EC50", self.texts("dose.svg"))
        self.assertIn("L (nM)", self.texts("dose.svg"))

    def test_a_dose_response_at_a_time(self):
        self.dose_result()
        done = self.plot("dose.h5", "--at", "10 min", "--at", "30 min", "--dose", "L")
        self.assertIn("10 min", done.stdout)
        self.assertIn("30 min", done.stdout)
        self.assertIn("nearest one is 10 min", self.plot("dose.h5", "--at", "605 s", "--force", code=2).stderr)
        self.plot("dose.h5", "--at", "3 nM", "--force", code=2)
        self.assertIn("did you mean 'L'", self.plot("dose.h5", "--dose", "l", "--force", code=2).stderr)


class Sweeps(PlotTest):
    def run_sweep(self, *words, **options):
        self.write("s.yaml", sweep(*words, **options))
        self.sigdyn("sweep", "s.yaml", "-o", "s.h5", "--force")

    def test_a_grid_over_two_axes_is_a_heat_map(self):
        self.run_sweep("L: {log: [0.1 nM, 100 nM], points: 5}, kcat: [x0.5, x1, x2]")
        self.plot("s.h5", "--script", "s.gp")
        script = (self.folder / "s.gp").read_text()
        self.assertIn("set logscale x", script)
        self.assertNotIn("\nset logscale y", script)
        self.assertEqual(len(re.findall(r"\n\$panel2_1 << END\n((?:[^E].*\n)*)END", script)[0].splitlines()), 15)
        self.assertIn("L (nM)", self.texts("s.svg"))

    def test_a_sampled_sweep_is_a_scatter_plot_with_bands(self):
        self.run_sweep("kcat: {log_uniform: [x0.1, x10]}, kdp: {uniform: [x0.5, x2]}",
                       design="{sobol: {samples: 128, seed: 1}}")
        self.plot("s.h5", "--statistic", "max", "--observable", "pS_conc")
        texts = self.texts("s.svg")
        for word in ("ρ =", "median", "kcat (× nominal)", "pS_conc, max", "arm high"):
            self.assertIn(word, texts)

    def test_one_axis_is_a_line_per_arm_or_a_dose_response(self):
        self.run_sweep("L: {log: [0.1 nM, 100 nM], points: 9}")
        self.plot("s.h5")
        self.assertIn("high", self.texts("s.svg"))
        self.assertIn("EC50", self.plot("s.h5", "--kind", "dose", "--arm", "low", "--force").stdout)

    def test_time_courses_of_a_sweep_are_bands(self):
        self.run_sweep("kcat: [x0.5, x1, x2]", record="time_courses: [pS_conc]")
        self.plot("s.h5", "--kind", "time")
        self.assertIn("10 to 90 %", self.texts("s.svg"))
        self.assertIn("--kind time", self.plot("s.h5", "--force", code=2).stderr)

    def test_what_a_sweep_does_not_have_is_2(self):
        self.run_sweep("kcat: [x0.5, x1, x2]")
        for words in (["--statistic", "maxx"], ["--axis", "kcta"], ["--observable", "pS_con"], ["--arm", "hihg"]):
            self.assertIn("did you mean", self.plot("s.h5", *words, code=2).stderr)
        self.plot("s.h5", "--kind", "fold", code=2)
        self.assertIn("time courses", self.plot("s.h5", "--kind", "time", code=2).stderr)

    def test_members_without_a_value_are_counted(self):
        self.run_sweep("kcat: [x0.5, x1, x2]")
        with h5py.File(self.folder / "s.h5", "r+") as file:
            file["status"][0, :] = 0
            file["status"][1, 0] = 3
            file["summary_pS_conc_final"][:2, :] = numpy.nan
        self.plot("s.h5")
        self.assertIn("4 of 9 runs have no value, 3 of them were never run", self.texts("s.svg"))


class BadInput(PlotTest):
    def test_names_that_are_not_there_get_a_suggestion(self):
        self.result()
        for words, right in ((["--observable", "pS_con"], "pS_conc"), (["--arm", "hihg"], "high"),
                             (["--kind", "tiem"], "time")):
            self.assertIn(f"did you mean '{right}'?", self.plot("out.h5", *words, code=2).stderr)
        self.assertEqual(self.files(), ["out.h5"])

    def test_a_wrong_command_line_is_2(self):
        self.result()
        for words in (["-o", "fig.jpg"], ["--width", "3"], ["--width", "nan"], ["--log", "z"], ["--kind", "sweep"],
                      ["--kind", "dose", "--arm", "none"]):
            self.plot("out.h5", *words, code=2)

    def test_an_existing_figure_is_kept_unless_forced(self):
        self.result()
        self.write("out.svg", "mine")
        self.assertIn("--force", self.plot("out.h5", code=5).stderr)
        self.assertEqual((self.folder / "out.svg").read_text(), "mine")
        self.plot("out.h5", "--force")

    def test_what_is_no_result(self):
        self.plot("doses.yaml", code=3)
        self.plot("nowhere.h5", code=5)
        with h5py.File(self.folder / "other.h5", "w") as file:
            file["x"] = [1.0]
        self.plot("other.h5", code=3)

    def test_a_result_of_another_version_is_4(self):
        self.result()
        with h5py.File(self.folder / "out.h5", "r+") as file:
            file.attrs["version"] = numpy.array([2, 0])
        self.plot("out.h5", code=4)

    def test_a_result_without_time_courses_is_3(self):
        self.result()
        with h5py.File(self.folder / "out.h5", "r+") as file:
            del file["observables"]
        self.assertIn("'observables'", self.plot("out.h5", code=3).stderr)

    def test_only_failed_runs_are_1_with_the_reason(self):
        text = (self.folder / "doses.yaml").read_text() + "solver: {max_steps: 1}\n"
        self.write("doses.yaml", text)
        self.sigdyn("run", "doses.yaml", "-o", "out.h5", code=1)
        with h5py.File(self.folder / "out.h5", "r+") as file:
            file["observables"][:] = numpy.nan
        done = self.plot("out.h5", code=1)
        self.assertIn("nothing to plot", done.stderr)
        self.assertIn("failed: control (", done.stderr)
        self.assertEqual(self.files(), ["out.h5"])

    def test_a_failed_arm_is_named_in_the_figure(self):
        self.result()
        with h5py.File(self.folder / "out.h5", "r+") as file:
            file["status"][1] = 2
            file["t_reached"][1] = 1200.0
            file["observables"][1, 21:] = numpy.nan
        self.plot("out.h5")
        self.assertIn("failed: low (max_steps at 20 min)", self.texts("out.svg"))

    def test_without_gnuplot_it_is_5_and_says_what_to_install(self):
        self.result()
        done = subprocess.run([PROGRAM, "plot", "out.h5"], cwd=self.folder, text=True, capture_output=True,
                              env={"PATH": str(self.folder)}, check=False)
        self.assertEqual(done.returncode, 5)
        self.assertIn("gnuplot-nox", done.stderr)
        self.assertEqual(self.files(), ["out.h5"])

    def test_when_gnuplot_fails_it_is_5_with_what_it_said(self):
        self.result()
        fake = self.write("gnuplot", "#!/bin/sh\necho broken font >&2\nexit 1\n")
        fake.chmod(0o755)
        done = subprocess.run([PROGRAM, "plot", "out.h5"], cwd=self.folder, text=True, capture_output=True,
                              env={"PATH": f"{self.folder}:{os.environ['PATH']}"}, check=False)
        self.assertEqual(done.returncode, 5)
        self.assertIn("broken font", done.stderr)

    def test_names_are_text_whatever_they_contain(self):
        self.result()
        nasty = ["<script>alert(1)</script>", "it's \"q\" `touch hacked` $(touch hacked)", "a\\nb @x ^2 _{3} %s {}"]
        with h5py.File(self.folder / "out.h5", "r+") as file:
            for i, name in enumerate(nasty):
                file["arm"][i] = name.encode()
            file["observable"][0] = nasty[0].encode()
        self.plot("out.h5")
        texts = self.texts("out.svg")
        for name in nasty:
            self.assertIn(name, texts)
        self.assertNotIn("<script", (self.folder / "out.svg").read_text())
        self.plot("out.h5", "-o", "|touch hacked.svg")
        self.plot("out.h5", "-o", "it's @ `touch hacked`.svg", "--kind", "fold", "--arm", nasty[1], code=2)
        self.assertNotIn("hacked", self.files())
        self.assertNotIn("hacked.svg", self.files())

    def test_twenty_arms_differ_and_too_many_are_refused(self):
        arms = "".join(f"  arm_{i}: {{set: {{L: {i + 1} nM}}}}\n" for i in range(36))
        text = re.sub(r"  low:.*\n  high:.*\n", arms, (self.folder / "doses.yaml").read_text())
        self.write("many.yaml", text.replace("points: 61", "points: 11"))
        self.sigdyn("run", "many.yaml")
        self.assertIn("--arm", self.plot("many.h5", code=2).stderr)
        chosen = [word for i in range(20) for word in ("--arm", f"arm_{i}")]
        self.plot("many.h5", *chosen, "--script", "many.gp")
        styles = re.findall(r"with lines ls (\d+)", (self.folder / "many.gp").read_text())
        self.assertEqual(len(set(styles) - {"101"}), 21)  # 20 arms, and the guide of the legend


if __name__ == "__main__":
    unittest.main()
