"""sigdyn steady: verdicts, values, and how long it may take."""
import json
import unittest

from support import ProgramTest


class Steady(ProgramTest):
    def values(self, *words, code=0):
        lines = self.sigdyn("steady", *words, "--json", code=code).stdout.splitlines()
        return {entry["arm"]: entry for entry in map(json.loads, lines)}

    def test_a_model_at_rest_has_its_values(self):
        state = self.values("receptor.yaml")
        self.assertEqual(len(state), 1)
        arm = next(iter(state.values()))
        self.assertTrue(arm["found"])
        self.assertAlmostEqual(arm["species"]["R"], 10000.0, delta=1e-3)  # no ligand: nothing bound

    def test_each_arm_of_a_scenario_comes_to_rest(self):
        states = self.values("doses.yaml")
        self.assertEqual(list(states), ["control", "low", "high"])
        self.assertTrue(all(state["found"] for state in states.values()))
        self.assertIn("pS_conc", self.sigdyn("steady", "doses.yaml").stdout)

    def test_at_most_bounds_a_scenario_too(self):
        for at_most, is_reached in (("30 d", True), ("1 s", False)):
            self.assertEqual(self.values("doses.yaml", "--at-most", at_most)["low"]["reached"], is_reached)

    def test_at_most_that_is_no_time_is_2(self):
        for text in ("1 nM", "soon", "-1 h"):
            done = self.sigdyn("steady", "doses.yaml", f"--at-most={text}", code=2)
            self.assertIn("--at-most", done.stderr)

    def test_a_missing_file_is_5(self):
        self.sigdyn("steady", "nowhere.yaml", code=5)


if __name__ == "__main__":
    unittest.main()
