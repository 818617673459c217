"""The numerical contract on the whole flagship, as a user meets it: the same bits however it is asked for."""
import csv
import io
import os
import random
import subprocess
import time
import unittest

import numpy
import xarray

from support import PROGRAM, ROOT, ProgramTest

SCENARIO = f"""format: sigdyn-scenario/1
id: flagship
model: {ROOT}/models/igf1r/model.yaml
equilibrate: {{for: 6 h}}
arms:
  control: {{}}
  igf1: {{apply: {{igf1: 10 nM}}}}
  repeated: {{protocol: [{{at: 10 min, dose: {{IGF1: 3.3 nM}}, repeat: {{every: 1 h, times: 2}}}}]}}
output: {{until: 5 h, points: 301, observe: [pIGF1R, pAKT, ppERK]}}
"""

SWEEP = """format: sigdyn-sweep/1
id: flagship
scenario: flagship.yaml
design: {sobol: {samples: %d, seed: 3}}
vary:
  kon_IGF1: {log_uniform: [x0.1, x10]}
  initial IGF1R: {uniform: [x0.5, x2]}
record:
  time_courses: [pAKT]
  summary: {ppERK: [max, final]}
"""


class Flagship(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("flagship.yaml", SCENARIO)

    def run_to(self, name, *words, scenario="flagship.yaml"):
        self.sigdyn("run", scenario, "-o", name, *words)
        return self.open(name)

    def open(self, name):
        return xarray.open_dataset(self.folder / name, engine="h5netcdf")

    def assert_same(self, a, b):
        self.sigdyn("diff", a, b)  # exit code 0: the same bits in all arrays

    def assert_same_at_common_times(self, a, b):
        numpy.testing.assert_array_equal(a["time"], b["time"])
        for array in ("amounts", "observables"):
            numpy.testing.assert_array_equal(a[array], b[array])


class SameBits(Flagship):
    def test_one_thread_and_two(self):
        self.assertEqual(self.run_to("one.h5", "-j", "1").sizes["species"], 283)
        self.run_to("two.h5", "-j", "2")
        self.assert_same("one.h5", "two.h5")

    def test_300_and_301_points(self):
        minutes = [i for i in range(301) if i != 150]
        listed = ", ".join(f"{i} min" for i in minutes)
        self.write("300.yaml", SCENARIO.replace("until: 5 h, points: 301", f"times: [{listed}]"))
        more = self.run_to("301.h5").isel(time=minutes)
        fewer = self.run_to("300.h5", scenario="300.yaml")
        self.assert_same_at_common_times(more, fewer)

    def test_replay_gives_the_run_alone(self):
        data = self.run_to("out.h5").sel(arm="repeated")
        rows = list(csv.reader(io.StringIO(self.sigdyn("replay", "out.h5", "--run", "repeated").stdout)))
        for observable in ("pIGF1R", "pAKT", "ppERK"):
            column = next(i for i, name in enumerate(rows[0]) if name.split()[0] == observable)
            numpy.testing.assert_array_equal([float(row[column]) for row in rows[1:]],
                                             data["observables"].sel(observable=observable))


class InstructionSets(Flagship):
    def test_each_has_its_bits_and_they_agree(self):
        # Near rounding, so that what differs is rounding: 4e-13 of the peak was measured.
        self.write("tight.yaml", SCENARIO.replace("until: 5 h, points: 301", "until: 1 h, points: 31") +
                   "solver: {rtol: 1e-11, atol: 1e-11}\n")
        results = {}
        for isa in ("sse2", "avx2", "avx512"):
            if subprocess.run([PROGRAM, "--isa", isa, "check", "tight.yaml"], cwd=self.folder,
                              capture_output=True, check=False).returncode == 2:
                print(f"this processor has no {isa}: not tested")
                continue
            results[isa] = self.run_to(f"{isa}.h5", "-j", "1", "--isa", isa, scenario="tight.yaml")
            self.assertEqual(results[isa].attrs["instruction_set"], isa)
            environment = dict(os.environ, SIGDYN_ISA=isa)
            subprocess.run([PROGRAM, "run", "tight.yaml", "-j", "2", "-o", f"{isa}_env.h5"], cwd=self.folder,
                           env=environment, capture_output=True, check=True, timeout=120)
            self.assertEqual(self.open(f"{isa}_env.h5").attrs["instruction_set"], isa)
            self.assert_same(f"{isa}.h5", f"{isa}_env.h5")
        plain = results["sse2"]["observables"].values
        peak = numpy.abs(plain).max(axis=1, keepdims=True)
        peak[peak == 0.0] = 1.0  # what is zero throughout is zero in each
        for isa, result in results.items():
            difference = numpy.abs(result["observables"].values - plain) / peak
            self.assertLess(difference.max(), 1e-11, isa)


class Sweeps(Flagship):
    def sweep(self, *words, code=0):
        return self.sigdyn("sweep", "sweep.yaml", *words, code=code)

    def test_threads_shards_and_kills_leave_every_bit_as_it_is(self):
        self.write("sweep.yaml", SWEEP % 200)
        times = [time.monotonic()]
        for name, threads in (("whole.h5", 1), ("threads.h5", 2)):
            self.sweep("-o", name, "-j", threads)
            times.append(time.monotonic())
        seconds = min((times[1] - times[0]) / 2, times[2] - times[1])  # one of them may have been disturbed
        self.assert_same("whole.h5", "threads.h5")
        for i in (2, 0, 1):
            self.sweep("-o", "cut.h5", "--shard", f"{i}/3")
        self.sigdyn("merge", "cut.h5.shards", "-o", "cut.h5")
        self.assert_same("whole.h5", "cut.h5")

        def start():
            return subprocess.Popen([PROGRAM, "sweep", "sweep.yaml", "-o", "killed.h5", "-j", "2", "--resume",
                                     "--commit-every", "0.02"], cwd=self.folder,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        n_kills = self.kill_until_done(start, random.Random(11), 12, 0.1 * seconds, 0.3 * seconds)
        self.assertGreater(n_kills, 0)
        if not (self.folder / "killed.h5").exists():
            self.sweep("-o", "killed.h5", "-j", "2", "--resume")
        self.assert_same("whole.h5", "killed.h5")

    def test_a_failed_member_is_a_row_and_its_replay_fails_alike(self):
        self.write("sweep.yaml", "format: sigdyn-sweep/1\nid: f\nscenario: flagship.yaml\ndesign: list\n"
                                 "vary: {kon_IGF1: [x1, x2, x1]}\nlimits: {max_steps: 40}\n"
                                 "record: {time_courses: [pAKT], summary: {ppERK: [max]}}\n")
        self.sweep("-o", "out.h5", code=1)
        data = self.open("out.h5")
        message = data["status_message"].values[1, 1]
        message = message.decode() if isinstance(message, bytes) else message
        for part in ("t = ", "step ", "method ", "rung ", "largest errors in '", "likely cause: ", "try: "):
            self.assertIn(part, message)
        done = self.sigdyn("replay", "out.h5", "--run", "1", "--arm", "igf1", code=1)
        self.assertIn(message, done.stderr)


if __name__ == "__main__":
    unittest.main()
