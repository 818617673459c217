"""sigdyn report: which files it takes, which it refuses and how; what the page promises without a browser."""
import re
import unittest

import h5py

from support import ProgramTest

SWEEP = """format: sigdyn-sweep/1
id: receptors
scenario: doses.yaml
design: {sobol: {samples: 64, seed: 7}}
vary: {kon: {log_uniform: [x0.1, x10]}}
record: {summary: {bound: [final], pS_conc: [duration_above 0.5 max]}}
"""


class Report(ProgramTest):
    def setUp(self):
        super().setUp()
        self.sigdyn("run", "doses.yaml", "-o", "out.h5")

    def page(self, name="out.html"):
        return (self.folder / name).read_text()

    def test_a_page_is_named_after_its_result_or_as_told(self):
        self.assertEqual(self.sigdyn("report", "out.h5").stdout, "written: out.html\n")
        self.assertEqual(self.sigdyn("report", "out.h5", "-o", "a.html").stdout, "written: a.html\n")
        self.assertEqual(self.files(), ["a.html", "out.h5", "out.html"])

    def test_a_page_that_is_there_is_kept_unless_forced(self):
        self.write("out.html", "mine")
        self.assertIn("--force", self.sigdyn("report", "out.h5", code=5).stderr)
        self.assertEqual(self.page(), "mine")
        self.sigdyn("report", "out.h5", "--force")
        self.assertTrue(self.page().startswith("<!doctype html>"))

    def test_run_writes_it_too_and_refuses_before_it_runs(self):
        done = self.sigdyn("run", "doses.yaml", "-o", "new.h5", "--report")
        self.assertTrue(done.stdout.endswith("written: new.h5\nwritten: new.html\n"), done.stdout)
        (self.folder / "new.h5").unlink()
        self.sigdyn("run", "doses.yaml", "-o", "new.h5", "--report", code=5)
        self.assertFalse((self.folder / "new.h5").exists())
        self.sigdyn("run", "doses.yaml", "-o", "new.html", "--report", code=2)

    def test_a_page_asks_nobody_for_anything(self):
        self.sigdyn("report", "out.h5")
        text = re.sub(r"<script.*?</script>", "", self.page(), flags=re.S)
        self.assertNotRegex(text, r"https?://|<link|<img|<iframe|@import|url\(")
        self.assertIn("default-src 'none'", text)

    def test_the_same_result_gives_the_same_page(self):
        self.sigdyn("report", "out.h5", "-o", "a.html")
        self.sigdyn("report", "out.h5", "-o", "b.html")
        self.assertEqual(self.page("a.html"), self.page("b.html"))

    def test_only_chosen_observables_are_on_it(self):
        self.sigdyn("report", "out.h5", "--observable", "pS_conc")
        self.assertIn('"observables":[{"name":"pS_conc"', self.page())
        self.assertNotIn('{"name":"bound","unit"', self.page())

    def test_an_observable_that_is_not_there_is_2_with_a_suggestion(self):
        done = self.sigdyn("report", "out.h5", "--observable", "bond", code=2)
        self.assertEqual(done.stderr,
                         "sigdyn: --observable bond: out.h5 has no such observable, did you mean 'bound'?\n")
        self.write("sweep.yaml", SWEEP)
        self.sigdyn("sweep", "sweep.yaml", "-o", "sweep.h5")
        self.assertIn("did you mean 'pS_conc'?",
                      self.sigdyn("report", "sweep.h5", "--observable", "pS_con", code=2).stderr)
        self.sigdyn("report", "sweep.h5", "--observable", "pS_conc")
        self.assertNotIn("bound_final", self.page("sweep.html").split('id="page-data"')[1].split("</script>")[0]
                         .split('"sweep":')[1])

    def test_what_is_no_result_is_3(self):
        done = self.sigdyn("report", "doses.yaml", code=3)
        self.assertEqual(done.stderr.splitlines()[0],
                         "doses.yaml: error: not a sigdyn result (it is not an HDF5 file)")
        with h5py.File(self.folder / "other.h5", "w") as file:
            file["x"] = [1.0]
        self.assertIn("not a sigdyn result", self.sigdyn("report", "other.h5", code=3).stderr)

    def test_a_result_of_another_version_is_4(self):
        with h5py.File(self.folder / "out.h5", "r+") as file:
            file.attrs.modify("version", [2, 0])
        self.assertIn("not supported: results format version 2", self.sigdyn("report", "out.h5", code=4).stderr)

    def test_a_result_that_is_not_there_or_cut_off_is_5(self):
        self.sigdyn("report", "none.h5", code=5)
        whole = (self.folder / "out.h5").read_bytes()
        (self.folder / "half.h5").write_bytes(whole[:len(whole) // 2])
        self.sigdyn("report", "half.h5", code=5)
        self.assertEqual(self.files(), ["half.h5", "out.h5"])

    def test_a_page_is_html_by_its_name(self):
        self.assertIn(".html", self.sigdyn("report", "out.h5", "-o", "out.pdf", code=2).stderr)

    def test_shards_are_sent_to_merge(self):
        self.write("sweep.yaml", SWEEP)
        self.sigdyn("sweep", "sweep.yaml", "-o", "sweep.h5", "--shard", "0/2")
        done = self.sigdyn("report", "sweep.h5.shards", code=3)
        self.assertIn("sigdyn merge sweep.h5.shards -o OUT.h5", done.stderr)

    def test_a_model_that_no_longer_loads_costs_the_pathway_only(self):
        with h5py.File(self.folder / "out.h5", "r+") as file:
            file.attrs["model_text"] = "format: sigdyn-model/9\n"
        self.sigdyn("report", "out.h5")
        self.assertIn('"pathway":null', self.page())

    def test_a_model_without_observables_shows_its_species(self):
        text = (self.folder / "receptor.yaml").read_text()
        self.write("bare.yaml", text.split("observables:")[0])
        self.sigdyn("simulate", "bare.yaml", "--until", "1 h", "-o", "bare.h5")
        self.sigdyn("report", "bare.h5")
        self.assertIn('"observables":[{"name":"L","unit":"molecules","title":"ligand"}', self.page("bare.html"))
        self.sigdyn("report", "bare.h5", "--observable", "pS", "--force")
        self.assertIn('"observables":[{"name":"pS"', self.page("bare.html"))

    def test_results_of_sweeps_keep_their_tolerances(self):
        self.write("sweep.yaml", SWEEP)
        self.sigdyn("sweep", "sweep.yaml", "-o", "sweep.h5")
        with h5py.File(self.folder / "sweep.h5") as file:
            self.assertEqual(file.attrs["rtol"], 1e-6)
            self.assertEqual(file.attrs["max_steps"], 1000000)


if __name__ == "__main__":
    unittest.main()
