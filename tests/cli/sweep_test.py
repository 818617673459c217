"""Sweeps: the same bits however they are cut, killed, resumed and merged."""
import json
import os
import random
import signal
import subprocess
import time
import unittest

import numpy
import xarray

from support import PROGRAM, ProgramTest

SWEEP = """format: sigdyn-sweep/1
id: receptors
scenario: doses.yaml
design: {sobol: {samples: %d, seed: 7}}
vary:
  kon: {log_uniform: [x0.1, x10]}
  initial R: {uniform: [x0.5, x2]}
record:
  time_courses: [bound]
  summary: {bound: [final, max, time_of_max, auc, duration_above 0.5 max, fold_change to low]}
"""


class SweepTest(ProgramTest):
    def write_sweep(self, n_members):
        self.write("sweep.yaml", SWEEP % n_members)

    def sweep(self, *words, code=0):
        return self.sigdyn("sweep", "sweep.yaml", *words, code=code)

    def start_sweep(self, *words):
        return subprocess.Popen([PROGRAM, "sweep", "sweep.yaml", *words], cwd=self.folder,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def assert_same(self, a, b):
        self.sigdyn("diff", a, b)  # exit code 0: the same bits in all arrays


class Invariance(SweepTest):
    def test_shards_and_threads_change_no_bit(self):
        self.write_sweep(300)
        self.sweep("-o", "whole.h5", "-j", "1")
        self.sweep("-o", "threads.h5", "-j", "2")
        self.assert_same("whole.h5", "threads.h5")
        for n in (2, 8):
            order = list(range(n))
            random.Random(n).shuffle(order)
            for i in order:
                self.sweep("-o", f"cut{n}.h5", "--shard", f"{i}/{n}", "-j", str(1 + i % 2))
            self.sigdyn("merge", f"cut{n}.h5.shards", "-o", f"cut{n}.h5")
            self.assert_same("whole.h5", f"cut{n}.h5")

    def test_members_are_those_of_the_scenario_run_alone(self):
        self.write("sweep.yaml", SWEEP.split("design:")[0] +
                   "design: list\nvary: {kon: [1e6 1/(M*s)]}\nrecord: {time_courses: all}\n")
        self.sweep("-o", "sweep.h5")
        self.sigdyn("run", "doses.yaml", "-o", "run.h5")
        sweep = xarray.open_dataset(self.folder / "sweep.h5", engine="h5netcdf")
        run = xarray.open_dataset(self.folder / "run.h5", engine="h5netcdf")
        numpy.testing.assert_array_equal(sweep["observables"].values[0], run["observables"].values)

    def test_summaries_are_those_of_the_time_courses(self):
        self.write_sweep(16)
        self.sweep("-o", "out.h5")
        data = xarray.open_dataset(self.folder / "out.h5", engine="h5netcdf")
        bound = data["observables"].sel(observable="bound")
        numpy.testing.assert_array_equal(data["summary_bound_final"], bound.isel(time=-1))
        numpy.testing.assert_array_equal(data["summary_bound_max"], bound.max("time"))
        numpy.testing.assert_allclose(data["summary_bound_auc"], bound.integrate("time"),
                                      rtol=1e-12)  # rounding of a sum of 60 trapezoids

    def test_merging_again_gives_the_same_file(self):
        self.write_sweep(64)
        self.sweep("-o", "cut.h5", "--shard", "0/2")
        self.sweep("-o", "cut.h5", "--shard", "1/2")
        self.sigdyn("merge", "cut.h5.shards/0-of-2", "cut.h5.shards/1-of-2", "-o", "a.h5")
        self.sigdyn("merge", "cut.h5.shards/1-of-2", "cut.h5.shards", "-o", "b.h5")
        self.assert_same("a.h5", "b.h5")

    def test_a_partial_merge_lists_gaps_and_leaves_nan(self):
        self.write_sweep(64)
        self.sweep("-o", "cut.h5", "--shard", "1/2")
        report = self.sigdyn("merge", "cut.h5.shards", "-o", "part.h5", code=1).stdout
        self.assertIn("members: 32 of 64", report)
        self.assertIn("missing: members 0 to 31", report)
        data = xarray.open_dataset(self.folder / "part.h5", engine="h5netcdf")
        self.assertTrue(numpy.isnan(data["summary_bound_final"].values[:32]).all())
        self.assertTrue(numpy.isfinite(data["summary_bound_final"].values[32:, 1:]).all())
        self.assertEqual(data["status"].attrs["flag_meanings"].split()[0], "missing")
        self.assertTrue((data["status"].values[:32] == 0).all())


class Interruption(SweepTest):
    def test_thirty_kills_lose_and_double_nothing(self):
        self.write_sweep(20000)
        self.sweep("-o", "whole.h5", "-j", "2")
        dice = random.Random(2026)
        n_kills = 0
        while n_kills < 30:
            process = self.start_sweep("-o", "killed.h5", "-j", "2", "--resume", "--commit-every", "0.02")
            try:
                process.wait(timeout=dice.uniform(0.05, 0.3))
                self.assertEqual(process.returncode, 0)
                break  # it got through
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                n_kills += 1
        self.assertGreater(n_kills, 5)
        if not (self.folder / "killed.h5").exists():
            self.sweep("-o", "killed.h5", "-j", "2", "--resume")
        self.assert_same("whole.h5", "killed.h5")

    def test_a_signal_commits_and_exits_with_6(self):
        self.write_sweep(400000)
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            process = self.start_sweep("-o", "out.h5", "--shard", "0/1", "--resume")
            time.sleep(0.5)
            process.send_signal(sign)
            self.assertEqual(process.wait(timeout=30), 6)
        status = self.sigdyn("status", "out.h5.shards").stdout
        self.assertIn("members are missing", status)
        self.assertGreater(int(status.splitlines()[1].split()[4]), 0)

    def test_wall_time_ends_in_time(self):
        self.write_sweep(4000000)
        begin = time.monotonic()
        self.sweep("-o", "out.h5", "--wall-time", "2 s", code=6)
        self.assertLess(time.monotonic() - begin, 10)  # 2 s, and room for a busy machine

    def test_progress_is_json_for_programs(self):
        self.write_sweep(64)
        lines = self.sweep("-o", "out.h5", "--progress", "json").stderr.splitlines()
        last = json.loads(lines[-1])
        self.assertEqual((last["finished"], last["total"], last["failed"]), (64, 64, 0))


class Planning(SweepTest):
    def test_disk_is_predicted_within_five_per_cent(self):
        for n in (500, 20000):
            self.write_sweep(n)
            words = self.sigdyn("plan", "sweep.yaml", "--pilot", "1").stdout
            predicted = float(next(line for line in words.splitlines()
                                   if line.startswith("disk:")).split()[1])
            self.sweep("-o", f"out{n}.h5")
            actual = os.path.getsize(self.folder / f"out{n}.h5") / 2**20
            self.assertAlmostEqual(predicted / actual, 1, delta=0.05)

    def test_a_dry_run_prints_both_scripts_and_submits_nothing(self):
        self.write_sweep(64)
        script = self.sigdyn("slurm", "sweep.yaml", "--tasks", "4", "--dry-run").stdout
        self.assertIn("#SBATCH --array=0-3", script)
        self.assertIn("#SBATCH --requeue", script)
        self.assertIn("merge", script)
        self.assertEqual(self.files(), ["sweep.yaml"])


if __name__ == "__main__":
    unittest.main()
