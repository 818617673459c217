"""Sweeps: the same bits however they are cut, killed, resumed and merged."""
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import time
import unittest

import numpy
import xarray

from support import PROGRAM, ProgramTest, wait_for

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

    def test_status_counts_shards_that_no_task_has_begun(self):
        self.write_sweep(64)
        self.sweep("-o", "cut.h5", "--shard", "3/8")
        lines = self.sigdyn("status", "cut.h5.shards").stdout.splitlines()
        table = [re.split(r"  +", line.strip()) for line in lines[1:4]]
        self.assertEqual([(row[0], row[1], row[2], row[4]) for row in table],
                         [("0-2 of 8", "24", "0", "24"), ("3 of 8", "8", "8", "0"),
                          ("4-7 of 8", "32", "0", "32")])
        self.assertEqual([row[6] for row in table], ["not begun", "done", "not begun"])
        self.assertIn("56 members are missing", lines[4])


class VirtualResult(SweepTest):
    def setUp(self):
        super().setUp()
        self.write_sweep(300)
        self.sweep("-o", "whole.h5")
        for i in range(3):
            self.sweep("-o", "cut.h5", "--shard", f"{i}/3")

    def test_it_reads_as_the_real_one_and_says_what_it_needs(self):
        said = self.sigdyn("merge", "cut.h5.shards", "-o", "cut.h5", "--virtual").stdout
        self.assert_same("whole.h5", "cut.h5")
        self.assertIn("needs:", said)
        self.assertLess(os.path.getsize(self.folder / "cut.h5"),
                        os.path.getsize(self.folder / "whole.h5") / 4)  # it holds no numbers
        data = xarray.open_dataset(self.folder / "cut.h5", engine="h5netcdf")
        whole = xarray.open_dataset(self.folder / "whole.h5", engine="h5netcdf")
        for name in whole.variables:
            numpy.testing.assert_array_equal(data[name], whole[name])
        for source in data.attrs["virtual_sources"]:
            self.assertTrue((self.folder / source).is_file())

    def test_it_can_be_moved_together_with_its_shards(self):
        self.sigdyn("merge", "cut.h5.shards", "-o", "cut.h5", "--virtual")
        (self.folder / "moved").mkdir()
        for name in ("cut.h5", "cut.h5.shards"):
            (self.folder / name).rename(self.folder / "moved" / name)
        self.assert_same("whole.h5", "moved/cut.h5")

    def test_a_missing_shard_is_an_error_and_not_nan(self):
        self.sigdyn("merge", "cut.h5.shards", "-o", "cut.h5", "--virtual")
        block = next((self.folder / "cut.h5.shards" / "1-of-3").glob("block-*.h5"))
        block.unlink()
        said = self.sigdyn("diff", "whole.h5", "cut.h5", code=5).stderr
        self.assertIn(block.name, said)

    def test_gaps_are_missing_members(self):
        self.sigdyn("merge", "cut.h5.shards/2-of-3", "cut.h5.shards/0-of-3", "-o", "part.h5",
                    "--virtual", code=1)
        data = xarray.open_dataset(self.folder / "part.h5", engine="h5netcdf")
        self.assertTrue((data["status"].values[100:200] == 0).all())
        self.assertTrue(numpy.isnan(data["summary_bound_final"].values[100:200]).all())
        self.assertTrue(numpy.isfinite(data["summary_bound_final"].values[200:, 1:]).all())


class Quantiles(SweepTest):
    def write_sweep(self, n_members):
        self.write("sweep.yaml", (SWEEP % n_members) + "  quantiles: [0, 0.05, 0.5, 0.95, 1]\n")

    def test_they_are_those_of_numpy(self):
        self.write_sweep(501)
        self.sweep("-o", "out.h5")
        data = xarray.open_dataset(self.folder / "out.h5", engine="h5netcdf")
        self.assertEqual(data["quantiles_bound_max"].dims, ("quantile", "arm"))
        self.assertEqual(data["quantiles_observables"].dims, ("quantile", "arm", "time", "observable"))
        shares = data["quantile"].values
        for of, name in (("summary_bound_max", "quantiles_bound_max"),
                         ("summary_bound_auc", "quantiles_bound_auc"),
                         ("observables", "quantiles_observables")):
            expected = numpy.quantile(data[of].values, shares, axis=0)
            # the same two order statistics; one rounding where this compiler contracts and numpy's does not
            numpy.testing.assert_allclose(data[name], expected, rtol=4e-16)
            numpy.testing.assert_array_equal(data[name][0], data[of].min("member"))

    def test_shards_doubled_members_and_order_change_no_bit(self):
        self.write_sweep(200)
        self.sweep("-o", "whole.h5", "-j", "1")
        for n in (2, 3):
            for i in range(n):
                self.sweep("-o", "cut.h5", "--shard", f"{i}/{n}", "--commit-every", "0.01")
        self.sigdyn("merge", "cut.h5.shards", "-o", "cut.h5")  # every member in two shards
        self.assert_same("whole.h5", "cut.h5")
        self.sigdyn("merge", "cut.h5.shards", "-o", "virtual.h5", "--virtual")
        self.assert_same("whole.h5", "virtual.h5")

    def test_what_is_no_probability_is_refused(self):
        self.write("sweep.yaml", (SWEEP % 8) + "  quantiles: [0.5, 1.5]\n")
        self.assertIn("quantile 1.5 is no probability", self.sweep(code=3).stderr)


class Times(SweepTest):
    SCENARIO = """format: sigdyn-scenario/1
id: pulse
model: receptor.yaml
protocol:
  - {at: %s, set: {L: 10 nM}}
output: {until: 1 h, points: 61}
"""

    def test_the_time_of_a_dose_can_vary(self):
        self.write("pulse.yaml", self.SCENARIO % "10 min")
        self.write("sweep.yaml", "format: sigdyn-sweep/1\nid: s\nscenario: pulse.yaml\ndesign: grid\n"
                                 "vary: {'protocol[0].at': [x0.5, x1, x3]}\nrecord: {time_courses: all}\n")
        self.sweep("-o", "sweep.h5")
        sweep = xarray.open_dataset(self.folder / "sweep.h5", engine="h5netcdf")
        for member, at in enumerate(("5 min", "10 min", "30 min")):
            self.write("pulse.yaml", self.SCENARIO % at)
            self.sigdyn("run", "pulse.yaml", "-o", f"run{member}.h5")
            run = xarray.open_dataset(self.folder / f"run{member}.h5", engine="h5netcdf")
            numpy.testing.assert_array_equal(sweep["observables"].values[member], run["observables"].values)
        self.assertGreater(abs(sweep["observables"].diff("member")).max(), 1)  # it did vary

    def test_absolute_times_too_and_units_are_checked(self):
        self.write("pulse.yaml", self.SCENARIO % "10 min")
        sweep = ("format: sigdyn-sweep/1\nid: s\nscenario: pulse.yaml\ndesign: grid\n"
                 "vary: {'protocol[%d].at': [%s]}\nrecord: {summary: {bound: [final]}}\n")
        self.write("sweep.yaml", sweep % (0, "0 min, 20 min, 0.5 h"))
        self.sweep("-o", "sweep.h5")
        self.write("sweep.yaml", sweep % (0, "1 nM"))
        self.assertIn("concentration", self.sweep("--force", code=3).stderr)
        self.write("sweep.yaml", sweep % (0, "1 min, 61 min"))
        self.assertIn("after the end of the run (1 h)", self.sweep("--force", code=3).stderr)
        self.write("sweep.yaml", sweep % (1, "1 min"))
        self.assertIn("the protocol has 1 entries", self.sweep("--force", code=3).stderr)


class Again(SweepTest):
    def test_the_result_reproduces_itself(self):
        self.write_sweep(40)
        self.sweep("-o", "out.h5")
        for name in ("sweep.yaml", "doses.yaml", "receptor.yaml"):
            (self.folder / name).unlink()  # the result alone
        self.assertIn("same", self.sigdyn("reproduce", "out.h5").stdout)
        self.sigdyn("reproduce", "out.h5", "-o", "again.h5")
        self.assert_same("out.h5", "again.h5")
        self.assertEqual(self.files(), ["again.h5", "out.h5"])

    def test_a_result_with_gaps_reproduces_its_members(self):
        self.write_sweep(40)
        self.sweep("-o", "cut.h5", "--shard", "1/2")
        self.sigdyn("merge", "cut.h5.shards", "-o", "part.h5", code=1)
        self.sigdyn("reproduce", "part.h5")

    def test_another_number_is_found(self):
        self.write_sweep(40)
        self.sweep("-o", "out.h5")
        import h5py
        with h5py.File(self.folder / "out.h5", "r+") as file:
            file["summary_bound_max"][7, 2] *= 1 + 1e-15
        self.assertIn("summary_bound_max", self.sigdyn("reproduce", "out.h5", code=1).stdout)

    def test_one_run_replays_with_its_time_course(self):
        self.write_sweep(20)
        self.sweep("-o", "out.h5")
        data = xarray.open_dataset(self.folder / "out.h5", engine="h5netcdf")
        lines = self.sigdyn("replay", "out.h5", "--run", "13", "--arm", "high").stdout.splitlines()
        header = [cell.strip('"').split(" ")[0] for cell in lines[0].split(",")]
        column = next(i for i, name in enumerate(header) if name.startswith("bound"))
        replayed = [float(line.split(",")[column]) for line in lines[1:]]
        stored = data["observables"].sel(member=13, arm="high", observable="bound")
        numpy.testing.assert_array_equal(replayed, stored)


class Processors(SweepTest):
    def threads(self, **options):
        self.write_sweep(8)
        words = self.sigdyn("plan", "sweep.yaml", "--pilot", "0.01", **options).stdout
        return int(next(line for line in words.splitlines() if line.startswith("time:")).split()[-2])

    def test_no_more_threads_than_the_affinity_mask_allows(self):
        self.assertEqual(self.threads(), len(os.sched_getaffinity(0)))
        one = {min(os.sched_getaffinity(0))}
        self.assertEqual(self.threads(preexec_fn=lambda: os.sched_setaffinity(0, one)), 1)

    def test_no_more_threads_than_the_quota_of_the_cgroup(self):
        group = pathlib.Path(f"/sys/fs/cgroup/cpu/sigdyn_test_{os.getpid()}")
        try:
            group.mkdir()
            self.addCleanup(group.rmdir)
            (group / "cpu.cfs_quota_us").write_text("100000")
            (group / "cpu.cfs_period_us").write_text("100000")
        except OSError:
            self.skipTest("cannot make a cgroup with a quota here")
        enter = lambda: (group / "cgroup.procs").write_text(str(os.getpid()))
        self.assertEqual(self.threads(preexec_fn=enter), 1)


class Interruption(SweepTest):
    def test_thirty_kills_lose_and_double_nothing(self):
        self.write_sweep(20000)
        begin = time.monotonic()
        self.sweep("-o", "whole.h5", "-j", "2")
        seconds = time.monotonic() - begin
        n_kills = self.kill_until_done(
            lambda: self.start_sweep("-o", "killed.h5", "-j", "2", "--resume", "--commit-every", "0.02"),
            random.Random(2026), 30, 0.02 * seconds, 0.1 * seconds)
        self.assertGreater(n_kills, 5)  # 30 on an idle and on a busy machine
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
        summaries_only = SWEEP.replace("  time_courses: [bound]\n", "")
        with_quantiles = SWEEP + "  quantiles: [0.05, 0.5, 0.95]\n"
        for n, text in ((500, with_quantiles), (20000, SWEEP), (60000, summaries_only)):
            self.write("sweep.yaml", text % n)
            words = self.sigdyn("plan", "sweep.yaml", "--pilot", "4").stdout  # enough with sanitizers
            predicted = float(next(line for line in words.splitlines()
                                   if line.startswith("disk:")).split()[1])
            self.sweep("-o", f"out{n}.h5")
            actual = os.path.getsize(self.folder / f"out{n}.h5") / 2**20
            self.assertAlmostEqual(predicted / actual, 1, delta=0.05)

    def test_writing_is_part_of_the_time_and_its_trial_leaves_nothing(self):
        self.write_sweep(64)
        scratch = self.folder / "scratch"
        scratch.mkdir()
        words = self.sigdyn("plan", "sweep.yaml", "--pilot", "0.01",
                            preexec_fn=lambda: os.environ.update(TMPDIR=str(scratch))).stdout
        time, writing = (float(next(line for line in words.splitlines() if line.startswith(start)).split()[1])
                         for start in ("time:", "writing:"))
        self.assertGreater(writing, 0)
        self.assertLess(writing, time)
        self.assertEqual(list(scratch.iterdir()), [])
        self.assertEqual(self.files(), ["scratch", "sweep.yaml"])

    def test_a_dry_run_prints_both_scripts_and_submits_nothing(self):
        self.write_sweep(64)
        script = self.sigdyn("slurm", "sweep.yaml", "--tasks", "4", "--dry-run").stdout
        self.assertIn("#SBATCH --array=0-3", script)
        self.assertIn("#SBATCH --requeue", script)
        self.assertIn("merge", script)
        self.assertEqual(self.files(), ["sweep.yaml"])

    def test_a_task_queues_again_when_its_time_is_up_and_not_when_it_is_cancelled(self):
        self.write_sweep(400000)
        script = self.sigdyn("slurm", "sweep.yaml", "--tasks", "4", "--dry-run").stdout
        self.write("array.sh", script.split("# then, when")[0])
        self.write("scontrol", '#!/bin/sh\necho "$@" >> requeued\n')
        (self.folder / "scontrol").chmod(0o755)
        requeued = self.folder / "requeued"
        said = []
        for index, sign in enumerate((signal.SIGTERM, signal.SIGUSR1)):
            environment = dict(os.environ, PATH=f"{self.folder}:{os.environ['PATH']}",
                               SLURM_ARRAY_JOB_ID="7", SLURM_ARRAY_TASK_ID=str(index))
            task = subprocess.Popen(["bash", "array.sh"], cwd=self.folder, env=environment,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_for((self.folder / f"sweep.h5.shards/{index}-of-4/manifest.txt").exists)
            time.sleep(0.5)
            task.send_signal(sign)
            self.assertEqual(task.wait(timeout=60), 6)
            said.append(requeued.read_text() if requeued.exists() else "")
        self.assertEqual(said, ["", "requeue 7_1\n"])


if __name__ == "__main__":
    unittest.main()
