"""Exit codes, messages and files left behind, for everything that can go wrong from outside."""
import os
import resource
import signal
import subprocess
import time
import unittest

from support import PROGRAM, ROOT, ProgramTest


class WrongCommandLine(ProgramTest):
    def test_without_a_command_it_is_2(self):
        self.assertIn("--help", self.sigdyn(code=2).stderr)

    def test_an_unknown_command_gets_a_suggestion(self):
        done = self.sigdyn("smulate", code=2)
        self.assertEqual(done.stderr, "sigdyn: unknown command 'smulate', did you mean 'simulate'? "
                                      "(sigdyn --help lists them)\n")
        self.assertEqual(done.stdout, "")

    def test_an_unknown_option_is_2(self):
        self.assertIn("--treads", self.sigdyn("run", "doses.yaml", "--treads", "2", code=2).stderr)

    def test_zero_threads_are_2(self):
        self.sigdyn("run", "doses.yaml", "-j", "0", code=2)

    def test_a_setting_without_equals_sign_is_2(self):
        self.sigdyn("simulate", "receptor.yaml", "--set", "L", code=2)

    def test_two_scenarios_with_one_output_are_2(self):
        (self.folder / "other").mkdir()
        self.sigdyn("run", "doses.yaml", "other/doses.yaml", code=2)

    def test_help_and_version_are_results(self):
        for words in (["--help"], ["run", "--help"], ["--version"]):
            done = self.sigdyn(*words)
            self.assertEqual(done.stderr, "")
            self.assertIn("sigdyn", done.stdout)

    def test_version_names_compiler_instruction_set_and_libraries(self):
        text = self.sigdyn("--version", "--isa", "sse2").stdout
        for word in ("compiler", "in use", "HDF5", "SUNDIALS"):
            self.assertIn(word, text)

    def test_an_unknown_instruction_set_is_2(self):
        self.assertIn("'mmx'", self.sigdyn("check", "doses.yaml", "--isa", "mmx", code=2).stderr)


class BadInput(ProgramTest):
    def test_each_mistake_class_gives_its_message_and_3(self):
        bad = ROOT / "tests" / "data" / "bad"
        cases = sorted(path for path in bad.rglob("*.expected") if path.with_suffix(".yaml").exists())
        self.assertGreater(len(cases), 30)
        for expected in cases:
            with self.subTest(case=expected.stem):
                command = "run" if expected.stem.startswith("scenario_") else "check"
                done = self.sigdyn(command, expected.with_suffix(".yaml").name, code=3,
                                   cwd=expected.parent)
                self.assertEqual(done.stderr, expected.read_text())
                self.assertEqual(done.stdout, "")

    def test_an_undefined_species_in_a_scenario_gets_a_suggestion(self):
        self.write("bad.yaml", (self.folder / "doses.yaml").read_text().replace("L: 1 nM", "LR_X: 1 nM"))
        done = self.sigdyn("run", "bad.yaml", code=3)
        self.assertIn("bad.yaml:7:", done.stderr)
        self.assertIn("'LR_X'", done.stderr)
        self.assertIn("did you mean 'LR_S'?", done.stderr)
        self.assertIn("^", done.stderr)
        self.assertEqual(self.files(), ["bad.yaml"])

    def test_an_undefined_perturbation_gets_a_suggestion(self):
        text = (self.folder / "doses.yaml").read_text().replace("fewer_receptors", "fewer_receptor")
        self.write("bad.yaml", text)
        self.assertIn("did you mean 'fewer_receptors'?", self.sigdyn("run", "bad.yaml", code=3).stderr)

    def test_mistakes_on_the_command_line_name_it(self):
        done = self.sigdyn("simulate", "receptor.yaml", "--set", "X=1 nM", code=3)
        self.assertIn("command line: error:", done.stderr)
        self.assertIn("'X'", done.stderr)

    def test_a_file_of_100_MB_is_refused_in_no_time(self):
        path = self.write("big.yaml", "")
        with path.open("wb") as file:
            file.truncate(100 * 1024 * 1024)
        start = time.monotonic()
        done = self.sigdyn("check", "big.yaml", code=3)
        self.assertIn("big.yaml", done.stderr)
        self.assertLess(time.monotonic() - start, 5.0)

    def test_a_directory_is_5(self):
        self.assertIn("directory", self.sigdyn("run", ".", code=5).stderr)

    def test_a_binary_file_is_3(self):
        (self.folder / "binary.yaml").write_bytes(bytes(range(256)) * 4)
        self.sigdyn("run", "binary.yaml", code=3)

    def test_an_empty_file_is_3(self):
        self.write("empty.yaml", "")
        self.assertIn("empty", self.sigdyn("check", "empty.yaml", code=3).stderr)

    def test_a_missing_file_is_5(self):
        self.assertEqual(self.sigdyn("run", "nowhere.yaml", code=5).stderr,
                         "nowhere.yaml: cannot open: No such file or directory\n")

    def test_a_file_of_an_unknown_kind_is_3(self):
        self.write("model.txt", "hello")
        self.assertIn(".yaml", self.sigdyn("show", "model.txt", code=3).stderr)

    def test_bad_sbml_is_3(self):
        self.write("model.xml", "<sbml>")
        self.sigdyn("check", "model.xml", code=3)

    def test_one_bad_scenario_does_not_stop_the_others(self):
        self.write("bad.yaml", "format: sigdyn-scenario/1\n")
        done = self.sigdyn("run", "bad.yaml", "doses.yaml", code=3)
        self.assertIn("written: doses.h5", done.stdout)
        self.assertEqual(self.files(), ["bad.yaml", "doses.h5"])


class FilesAndDevices(ProgramTest):
    def test_an_existing_result_is_kept_unless_forced(self):
        self.write("doses.h5", "precious")
        done = self.sigdyn("run", "doses.yaml", code=5)
        self.assertIn("exists already (--force replaces it)", done.stderr)
        self.assertEqual((self.folder / "doses.h5").read_text(), "precious")
        self.sigdyn("run", "doses.yaml", "--force")
        self.sigdyn("export", "doses.h5")

    def test_a_missing_folder_is_5(self):
        done = self.sigdyn("run", "doses.yaml", "-o", "no/such/out.h5", code=5)
        self.assertIn("there is no folder 'no/such'", done.stderr)
        self.assertEqual(self.files(), [])

    def test_a_folder_without_write_permission_is_5(self):
        (self.folder / "locked").mkdir()
        (self.folder / "locked").chmod(0o555)
        done = self.sigdyn_as_nobody("run", "doses.yaml", "-o", "locked/out.h5", code=5)
        self.assertIn("Permission denied", done.stderr)
        self.assertEqual(list((self.folder / "locked").iterdir()), [])

    def test_a_folder_that_may_not_be_entered_is_5(self):
        (self.folder / "locked").mkdir()
        (self.folder / "locked").chmod(0o600)
        for words in (("run", "doses.yaml", "-o", "locked/out.h5"), ("check", "locked/model.yaml"),
                      ("simulate", "receptor.yaml", "-o", "locked/out.csv")):
            self.assertIn("Permission denied", self.sigdyn_as_nobody(*words, code=5).stderr)

    def test_a_missing_folder_for_temporary_files_is_5(self):
        self.write("sweep.yaml", "format: sigdyn-sweep/1\nid: s\nscenario: doses.yaml\ndesign: grid\n"
                                 "vary: {kon: [x1, x2]}\nrecord: {summary: {bound: [final]}}\n")
        self.sigdyn("run", "doses.yaml")
        for words in (("plan", "sweep.yaml"), ("reproduce", "doses.h5"),
                      ("plot", "doses.h5", "--observable", "bound")):
            done = self.sigdyn(*words, code=5, TMPDIR="/nowhere")
            self.assertIn("temporary", done.stderr)

    def test_a_full_disk_is_5_and_leaves_nothing(self):
        def small_files_only():  # a write beyond 20 kB fails, as it does on a full disk
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

        self.sigdyn("run", "doses.yaml", code=5, preexec_fn=small_files_only)
        self.assertEqual(self.files(), [])

    def test_a_full_disk_behind_standard_output_is_5(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, "show", "receptor.yaml"], cwd=self.folder, stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 5)
        self.assertIn("standard output: cannot write: No space left on device", done.stderr)

    def test_a_csv_file_is_kept_unless_forced(self):
        self.write("out.csv", "precious")
        self.sigdyn("simulate", "receptor.yaml", "-o", "out.csv", code=5)
        self.assertEqual((self.folder / "out.csv").read_text(), "precious")
        self.sigdyn("simulate", "receptor.yaml", "-o", "out.csv", "--force")
        self.assertTrue((self.folder / "out.csv").read_text().startswith("time [s],bound [molecules],"))


class FailedRuns(ProgramTest):
    def test_a_failed_arm_is_a_row_and_1(self):
        text = (self.folder / "doses.yaml").read_text()
        self.write("hard.yaml", text + "solver: {method: dopri5, max_steps: 5}\n")
        done = self.sigdyn("run", "hard.yaml", code=1)
        self.assertIn("arm 'low' failed: ", done.stderr)
        self.assertIn("max_steps", self.sigdyn("export", "hard.h5", "status").stdout)
        rows = self.sigdyn("export", "hard.h5", "observables").stdout.splitlines()
        self.assertTrue(any("NaN" in row for row in rows if row.startswith("low")))

    def test_an_interrupted_run_is_6_and_leaves_nothing(self):
        text = (self.folder / "doses.yaml").read_text().replace("points: 61", "points: 2000001")
        self.write("long.yaml", text)
        process = subprocess.Popen([PROGRAM, "run", "long.yaml", "-j", "1"], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while not (self.folder / "long.h5.part").exists():  # made just before the first step
            time.sleep(0.001)
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
        self.assertEqual(process.returncode, 6)
        self.assertEqual(self.files(), ["long.yaml"])


if __name__ == "__main__":
    unittest.main()
