"""Sweeps against bad input, failing members, damaged files and full disks."""
import os
import subprocess
import time
import unittest

import numpy
import xarray

from support import ProgramTest

SWEEP = """format: sigdyn-sweep/1
id: receptors
scenario: doses.yaml
design: grid
vary: {kon: [x0.5, x1, x2]}
record: {summary: {bound: [final]}}
"""

EXPLOSION = """format: sigdyn-model/1
id: explosion
compartments: {cell: {size: 1 pL}}
species: {X: {in: cell, initial: 100 molecules}}
parameters: {k: {value: 1e-6, unit: 1/(molecules*s)}}
reactions: {grows: {equation: 2 X -> 3 X, rate: k}}
observables: {X_total: {sum: [X], unit: molecules}}
"""


OSCILLATOR = """format: sigdyn-model/1
id: oscillator
compartments: {cell: {size: 1 pL}}
species: {A: {in: cell, initial: 200 molecules}, B: {in: cell, initial: 100 molecules}}
parameters:
  speed: {value: 1, unit: 1/s}
  eats:  {value: 0.01, unit: 1/(molecules*s)}
reactions:
  grows: {equation: A -> 2 A, rate: speed}
  meets: {equation: A + B -> 2 B, rate: eats}
  dies:  {equation: B -> 0, rate: speed}
observables: {A_total: {sum: [A], unit: molecules}}
"""


class BadInput(ProgramTest):
    def refused(self, old, new, *expected, command="sweep"):
        self.write("sweep.yaml", SWEEP.replace(old, new))
        said = self.sigdyn(command, "sweep.yaml", code=3).stderr
        for words in expected:
            self.assertIn(words, said)
        self.assertEqual(self.files(), ["sweep.yaml"])

    def test_a_file_of_another_kind_is_named_as_such(self):
        said = self.sigdyn("sweep", "doses.yaml", code=3).stderr
        self.assertIn("format is 'sigdyn-scenario/1'", said)
        self.assertIn("1 error in", said)

    def test_names_that_are_not_there(self):
        self.refused("vary: {kon:", "vary: {kom:", "sweep.yaml:5:8: error: 'kom'", "did you mean 'kon'?")
        self.refused("{bound:", "{bounds:", "did you mean 'bound'?")
        self.refused("[final]", "[finale]", "did you mean 'final'?")

    def test_ranges_that_are_none(self):
        self.refused("[x0.5, x1, x2]", "{log: [x2, x0.5], points: 3}", "inverted")
        self.refused("[x0.5, x1, x2]", "{log: [x0, x2], points: 3}", "needs both ends above 0")

    def test_designs_without_members_or_with_too_many(self):
        self.refused("design: grid", "design: {random: {samples: 0, seed: 1}}", "at least 1")
        many = "{linear: [x1, x2], points: 1000000}"
        self.refused("vary: {kon: [x0.5, x1, x2]}", f"vary: {{kon: {many}, koff: {many}}}",
                     "1e+12 members", "GB")

    def test_units_that_do_not_fit(self):
        self.refused("[x0.5, x1, x2]", "[1 nM, 2 nM]", "concentration")

    def test_shards_out_of_range(self):
        self.write("sweep.yaml", SWEEP)
        self.assertIn("there is no shard 8 of 8",
                      self.sigdyn("sweep", "sweep.yaml", "--shard", "8/8", code=2).stderr)
        self.sigdyn("sweep", "sweep.yaml", "--shard", "x/8", code=2)

    def test_what_is_there_is_kept(self):
        self.write("sweep.yaml", SWEEP)
        self.sigdyn("sweep", "sweep.yaml", "-o", "out.h5")
        self.sigdyn("sweep", "sweep.yaml", "-o", "out.h5", code=5)
        self.sigdyn("sweep", "sweep.yaml", "-o", "out.h5", "--force")


class Damage(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("sweep.yaml", SWEEP)
        self.sigdyn("sweep", "sweep.yaml", "-o", "out.h5", "--shard", "0/2")
        self.sigdyn("sweep", "sweep.yaml", "-o", "out.h5", "--shard", "1/2")
        self.shards = self.folder / "out.h5.shards"

    def test_resume_and_merge_refuse_another_sweep(self):
        self.write("sweep.yaml", SWEEP.replace("x0.5", "x0.7"))
        said = self.sigdyn("sweep", "sweep.yaml", "-o", "out.h5", "--shard", "0/2", "--resume", code=3)
        self.assertIn("belongs to another sweep", said.stderr)
        self.sigdyn("sweep", "sweep.yaml", "-o", "other.h5", "--shard", "0/2")
        said = self.sigdyn("merge", self.shards, "other.h5.shards", "-o", "all.h5", code=3)
        self.assertIn("belongs to another sweep", said.stderr)
        self.assertNotIn("all.h5", self.files())

    def test_a_damaged_block_is_named_and_nothing_is_merged(self):
        block = next((self.shards / "1-of-2").glob("block-*.h5"))
        whole = block.read_bytes()
        for damaged in (whole[:len(whole) // 2], b"", b"\0" * len(whole)):
            block.write_bytes(damaged)
            said = self.sigdyn("merge", self.shards, "-o", "all.h5", code=3).stderr
            self.assertIn(block.name, said)
            self.assertNotIn("all.h5", self.files())

    def test_folders_that_are_no_shards(self):
        self.assertIn("it is no folder", self.sigdyn("status", "sweep.yaml", code=5).stderr)
        self.sigdyn("merge", "nowhere", "-o", "all.h5", code=5)
        self.sigdyn("merge", self.folder, "-o", "all.h5", code=3)


class FailingMembers(ProgramTest):
    def test_a_member_that_fails_is_a_row_and_stops_nobody(self):
        self.write("explosion.yaml", EXPLOSION)
        self.write("scenario.yaml", "format: sigdyn-scenario/1\nid: e\nmodel: explosion.yaml\n"
                                    "output: {until: 100 s, points: 11}\n")
        # dX/dt = k X^2 reaches infinity at t = 1 / (k X0): after 1e4 s, 10 s, 1e4 s
        self.write("sweep.yaml", "format: sigdyn-sweep/1\nid: e\nscenario: scenario.yaml\ndesign: grid\n"
                                 "vary: {k: [x1, x1000, x1]}\n"
                                 "record: {time_courses: all, summary: {X_total: [final]}}\n")
        self.sigdyn("sweep", "sweep.yaml", "-o", "out.h5", code=1)
        data = xarray.open_dataset(self.folder / "out.h5", engine="h5netcdf")
        meanings = data["status"].attrs["flag_meanings"].split()
        self.assertEqual([meanings[flag] for flag in data["status"].values[:, 0]],
                         ["success", "step_too_small", "success"])
        self.assertTrue(data["status_message"].values[1, 0])
        self.assertTrue(numpy.isnan(data["summary_X_total_final"].values[1, 0]))
        self.assertTrue(numpy.isnan(data["observables"].values[1, 0, -1]).all())
        numpy.testing.assert_allclose(data["summary_X_total_final"].values[0, 0], 100 / (1 - 1e-2),
                                      rtol=1e-5)  # ten times the tolerance of the run


class EndlessMembers(ProgramTest):
    """Predator and prey that go round 10^7 times in the second member: no run would end in our time."""

    def setUp(self):
        super().setUp()
        self.write("oscillator.yaml", OSCILLATOR)
        self.write("scenario.yaml", "format: sigdyn-scenario/1\nid: o\nmodel: oscillator.yaml\n"
                                    "output: {until: 100 s, points: 2}\n")

    def sweep(self, limits):
        self.write("sweep.yaml", "format: sigdyn-sweep/1\nid: o\nscenario: scenario.yaml\ndesign: list\n"
                                 "vary: {speed: [x1e-3, x1e5, x2e-3], eats: [x1e-3, x1e5, x2e-3]}\n"
                                 "record: {summary: {A_total: [final]}}\n" + limits)
        self.sigdyn("sweep", "sweep.yaml", "-o", "out.h5", "--force", code=1)
        data = xarray.open_dataset(self.folder / "out.h5", engine="h5netcdf")
        meanings = data["status"].attrs["flag_meanings"].split()
        return [meanings[flag] for flag in data["status"].values[:, 0]], data

    def test_the_step_limit_ends_it_and_the_sweep_goes_on(self):
        status, data = self.sweep("limits: {max_steps: 2000}\n")
        self.assertEqual(status, ["success", "max_steps", "success"])
        self.assertIn("step limit", str(data["status_message"].values[1, 0]))
        self.assertTrue(numpy.isnan(data["summary_A_total_final"].values[1, 0]))
        self.sigdyn("reproduce", "out.h5")  # steps are counted: it ends at the same one again
        said = self.sigdyn("replay", "out.h5", "--run", "1", code=1).stderr
        self.assertIn("max_steps", said)

    def test_the_time_limit_ends_it_and_the_sweep_goes_on(self):
        begin = time.monotonic()
        status, data = self.sweep("limits: {max_steps: 1000000000, time_limit: 0.5 s}\n")
        self.assertEqual(status, ["success", "time_limit", "success"])
        self.assertIn("wall-clock limit", str(data["status_message"].values[1, 0]))
        self.assertLess(time.monotonic() - begin, 20)  # half a second, and room for a busy machine

    def test_limits_that_are_none_are_refused(self):
        for limits, words in (("{max_steps: 0}", "at least 1"), ("{time_limit: 0 s}", "above 0"),
                              ("{time_limit: 3 nM}", "concentration"), ("{steps: 3}", "unknown key")):
            self.write("sweep.yaml", SWEEP + f"limits: {limits}\n")
            self.assertIn(words, self.sigdyn("sweep", "sweep.yaml", code=3).stderr)


@unittest.skipUnless(os.geteuid() == 0, "needs root to mount a small file system")
class FullDisk(ProgramTest):
    def test_a_full_disk_is_an_error_and_what_was_committed_stays(self):
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk],
                                 capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("cannot mount a tmpfs here")
        self.addCleanup(subprocess.run, ["umount", disk], check=False)
        self.write("sweep.yaml", SWEEP.replace("design: grid", "design: {random: {samples: 50000, seed: 1}}")
                   .replace("[x0.5, x1, x2]", "{uniform: [x0.5, x2]}"))
        said = self.sigdyn("sweep", "sweep.yaml", "-o", disk / "out.h5", "--commit-every", "0.02", code=5)
        self.assertIn("space", said.stderr)
        self.assertEqual(list(disk.rglob("*.part")), [])
        self.sigdyn("status", disk / "out.h5.shards")  # every block that is there is whole


if __name__ == "__main__":
    unittest.main()
