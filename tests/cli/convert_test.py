"""sigdyn convert: what one format says, the other says too, or it is refused by name and place."""
import csv
import io
import unittest

from support import ProgramTest

LOCAL = """<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="m">
<listOfCompartments><compartment id="C" size="2" spatialDimensions="3" constant="true"/></listOfCompartments>
<listOfSpecies>
<species id="A" compartment="C" initialAmount="8" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
<species id="B" compartment="C" initialAmount="0" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
</listOfSpecies>
<listOfParameters><parameter id="k" value="0.25" constant="{constant}"/></listOfParameters>
{more}
<listOfReactions>
<reaction id="R1" reversible="false">
<listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
<listOfProducts><speciesReference species="B" stoichiometry="1" constant="true"/></listOfProducts>
<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>C</ci><ci>k</ci><ci>A</ci></apply></math>
<listOfLocalParameters><localParameter id="k" value="0.5"/></listOfLocalParameters></kineticLaw></reaction>
<reaction id="R2" reversible="false">
<listOfReactants><speciesReference species="B" stoichiometry="1" constant="true"/></listOfReactants>
<listOfProducts><speciesReference species="A" stoichiometry="1" constant="true"/></listOfProducts>
<kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>C</ci><ci>k</ci><ci>B</ci></apply></math></kineticLaw></reaction>
</listOfReactions></model></sbml>
"""
EVENT = """<listOfEvents>
<event id="late" useValuesFromTriggerTime="true"><trigger initialValue="true" persistent="true">
<math xmlns="http://www.w3.org/1998/Math/MathML"><apply><gt/><ci>B</ci><cn>1</cn></apply></math></trigger>
<listOfEventAssignments><eventAssignment variable="k"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>1</cn></math>
</eventAssignment></listOfEventAssignments></event></listOfEvents>"""

TIGHT = ("--rtol", "1e-11", "--atol", "1e-13")
PROMISE = 1e-9  # relative; both sides are integrated at rtol 1e-11


class ConvertTest(ProgramTest):
    def columns(self, model, variables, duration, steps):
        done = self.sigdyn("simulate", model, "--duration", duration, "--steps", steps, *TIGHT,
                           "--variables", variables, "--amount", variables)
        rows = list(csv.reader(io.StringIO(done.stdout)))
        return [[float(cell) for cell in row] for row in rows[1:]]

    def assert_alike(self, one, other):
        self.assertEqual(len(one), len(other))
        largest = [max(abs(row[j]) for row in one) for j in range(len(one[0]))]
        for a, b in zip(one, other):
            for j, (x, y) in enumerate(zip(a, b)):
                self.assertLessEqual(abs(x - y), PROMISE * largest[j])


class YamlAndSbml(ConvertTest):
    def test_yaml_to_sbml_to_yaml_keeps_dynamics_and_ids(self):
        self.sigdyn("convert", "receptor.yaml", "-o", "one.xml")
        self.sigdyn("convert", "one.xml", "-o", "two.yaml")
        self.sigdyn("convert", "two.yaml", "-o", "three.xml")
        names = "L,R,LR,S,LR_S,pS"
        first = self.columns("receptor.yaml", names, 3600, 10)
        for later in ("one.xml", "two.yaml", "three.xml"):
            with self.subTest(model=later):
                self.assert_alike(first, self.columns(later, names, 3600, 10))

    def test_the_observables_are_assignment_rules_in_their_unit(self):
        self.sigdyn("convert", "receptor.yaml", "-o", "one.xml")
        before = self.columns("receptor.yaml", "bound,pS_conc", 3600, 5)
        self.assert_alike(before, self.columns("one.xml", "bound,pS_conc", 3600, 5))

    def test_local_parameters_stay_local_beside_a_global_of_the_same_id(self):
        self.write("local.xml", LOCAL.format(constant="true", more=""))
        self.sigdyn("convert", "local.xml", "-o", "again.xml")
        text = (self.folder / "again.xml").read_text()
        self.assertEqual(text.count('<localParameter id="k" value="0.5"/>'), 1)
        self.assertEqual(text.count('<parameter id="k" value="0.25"'), 1)
        self.assert_alike(self.columns("local.xml", "A,B", 10, 5), self.columns("again.xml", "A,B", 10, 5))

    def test_what_yaml_cannot_say_is_4_with_its_name_and_place(self):
        self.write("event.xml", LOCAL.format(constant="false", more="").replace(
            "</listOfReactions>", "</listOfReactions>" + EVENT))
        done = self.sigdyn("convert", "event.xml", "-o", "event.yaml", code=4)
        self.assertRegex(done.stderr, r"event\.xml:21: error: .*event 'late', which a YAML model cannot say")
        rate = '<listOfRules><rateRule variable="k"><math xmlns="http://www.w3.org/1998/Math/MathML">' \
               '<cn>1</cn></math></rateRule></listOfRules>'
        self.write("rate.xml", LOCAL.format(constant="false", more=rate))
        done = self.sigdyn("convert", "rate.xml", "-o", "rate.yaml", code=4)
        self.assertRegex(done.stderr, r"rate\.xml:\d+.*'R2' is no mass action")
        self.assertFalse((self.folder / "rate.yaml").exists())


class ScenarioAsEvents(ConvertTest):
    SCENARIO = """format: sigdyn-scenario/1
id: pulses
model: receptor.yaml
equilibrate: {until: steady_state, at_most: 1 d}
arms:
  control: {}
  treated: {set: {L: 1 nM}, apply: {fewer_receptors: 0.2}}
protocol:
  - {at: 10 min, dose: {L: 2 nM}, repeat: {every: 10 min, times: 2}}
  - {at: 30 min, set: {L: 0 nM}, apply: {fewer_receptors: 0.5}}
output: {until: 1 h, points: 13, observe: [bound, pS_conc]}
solver: {rtol: 1e-11, atol: 1e-13}
"""

    def test_the_protocol_of_an_arm_becomes_events_with_the_same_time_course(self):
        self.write("pulses.yaml", self.SCENARIO)
        self.sigdyn("convert", "receptor.yaml", "-o", "pulses.xml", "--scenario", "pulses.yaml",
                    "--arm", "treated")
        self.assertEqual((self.folder / "pulses.xml").read_text().count("<event "), 3)
        self.sigdyn("run", "pulses.yaml", "-o", "pulses.h5")
        table = csv.reader(io.StringIO(self.sigdyn("export", "pulses.h5").stdout))
        expected = [[float(cell) for cell in row[1:]] for row in table if row[0] == "treated"]
        self.assertEqual(len(expected), 13)
        self.assert_alike(expected, self.columns("pulses.xml", "bound,pS_conc", 3600, 12))

    def test_the_arm_has_to_be_named_and_to_exist(self):
        self.write("pulses.yaml", self.SCENARIO)
        words = ("convert", "receptor.yaml", "-o", "pulses.xml", "--scenario", "pulses.yaml")
        self.assertIn("control, treated", self.sigdyn(*words, code=2).stderr)
        self.assertIn("no such arm", self.sigdyn(*words, "--arm", "other", code=2).stderr)
        self.assertIn("--scenario", self.sigdyn("convert", "receptor.yaml", "-o", "x.xml", "--arm",
                                                "treated", code=2).stderr)
        self.assertIn("only SBML", self.sigdyn("convert", "receptor.yaml", "-o", "x.yaml",
                                               "--scenario", "pulses.yaml", code=2).stderr)
        self.assertEqual(self.files(), ["pulses.yaml"])


if __name__ == "__main__":
    unittest.main()
