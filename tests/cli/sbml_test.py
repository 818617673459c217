"""SBML as a user meets it: columns of a time course, models of several files, what is refused and how."""
import csv
import io
import math
import os
import subprocess
import threading
import unittest

from support import PROGRAM, ROOT, ProgramTest

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
CORE = 'xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"'
COMP = 'xmlns:comp="http://www.sbml.org/sbml/level3/version1/comp/version1" comp:required="true"'
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML">'
SPECIES = ('<species id="{}" compartment="C" {} hasOnlySubstanceUnits="false" boundaryCondition="{}" '
           'constant="false"/>')

# A and the boundary species B decay with k = 2 k0 per time, each into nothing; C has the size 4.
FLUXES = (HEAD + f'<sbml {CORE}><model id="m"><listOfCompartments>'
          '<compartment id="C" size="4" spatialDimensions="3" constant="true"/></listOfCompartments><listOfSpecies>'
          + SPECIES.format("A", 'initialConcentration="3"', "false")
          + SPECIES.format("B", 'initialAmount="8"', "true")
          + '</listOfSpecies><listOfParameters><parameter id="k" constant="true"/>'
          '<parameter id="k0" value="0.25" constant="true"/></listOfParameters>'
          f'<listOfInitialAssignments><initialAssignment symbol="k">{MATH}<apply><times/><cn>2</cn><ci>k0</ci>'
          '</apply></math></initialAssignment></listOfInitialAssignments><listOfReactions>'
          + "".join(f'<reaction id="R{s}" reversible="false" fast="false"><listOfReactants><speciesReference '
                    f'species="{s}" stoichiometry="1" constant="true"/></listOfReactants><kineticLaw>{MATH}'
                    f'<apply><times/><ci>C</ci><ci>k</ci><ci>{s}</ci></apply></math></kineticLaw></reaction>'
                    for s in "AB")
          + '</listOfReactions></model></sbml>')

# x' = -x, and twice as slow where a submodel's time runs half as fast.
INNER = ('<listOfParameters><parameter id="x" value="1" constant="false"/></listOfParameters><listOfRules>'
         f'<rateRule variable="x">{MATH}<apply><minus/><ci>x</ci></apply></math></rateRule></listOfRules>')
OUTER = ('<model id="m"><listOfParameters><parameter id="half" value="2" constant="true"/></listOfParameters>'
         '<comp:listOfSubmodels><comp:submodel comp:id="plain" comp:modelRef="inner"/>'
         '<comp:submodel comp:id="slow" comp:modelRef="inner" comp:timeConversionFactor="half"/>'
         '</comp:listOfSubmodels></model>')


class TimeCourses(ProgramTest):
    def last_row(self, model, *words):
        rows = list(csv.reader(io.StringIO(
            self.sigdyn("simulate", model, "--duration", "1", "--steps", "2", "--rtol", "1e-10", *words).stdout)))
        return [float(cell) for cell in rows[-1][1:]]

    def assert_close(self, found, expected):
        self.assertEqual(len(found), len(expected))
        for x, y in zip(found, expected):
            self.assertAlmostEqual(x, y, delta=1e-8 * abs(y))  # rtol 1e-10 and what accumulates

    def test_species_sizes_parameters_and_fluxes_are_columns(self):
        self.write("fluxes.xml", FLUXES)
        left = math.exp(-0.5)
        self.assert_close(self.last_row("fluxes.xml", "--variables", "A,B,C,k,RA,RB"),
                          [3 * left, 2, 4, 0.5, 6 * left, 4])
        self.assert_close(self.last_row("fluxes.xml", "--variables", "A,B", "--amount", "A,B"),
                          [12 * left, 8])

    def test_csv_goes_into_standard_output_whatever_that_is(self):
        self.write("fluxes.xml", FLUXES)
        words = ("simulate", "fluxes.xml", "--duration", "1", "--steps", "2")
        expected = self.sigdyn(*words).stdout
        self.assertEqual(self.sigdyn(*words, "--csv", "/dev/stdout").stdout, expected)  # a pipe
        with open(self.folder / "shell.csv", "w") as redirected:  # a file: must not be renamed over /dev/stdout
            subprocess.run([PROGRAM, *words, "--csv", "/dev/stdout"], cwd=self.folder, stdout=redirected, check=True)
        self.assertEqual((self.folder / "shell.csv").read_text(), expected)
        self.sigdyn(*words, "--csv", self.folder, code=5)
        self.assertEqual(self.files(), ["fluxes.xml", "shell.csv"])

    def test_a_pipe_needs_no_force_and_stays_a_pipe(self):
        self.write("fluxes.xml", FLUXES)
        os.mkfifo(self.folder / "model.xml")
        read = []
        reader = threading.Thread(target=lambda: read.append((self.folder / "model.xml").read_text()))
        reader.start()
        self.sigdyn("convert", "fluxes.xml", "-o", "model.xml")
        reader.join()
        self.assertIn("</sbml>", read[0])
        self.assertTrue((self.folder / "model.xml").is_fifo())

    def test_a_column_that_the_model_lacks_is_2_and_named(self):
        self.write("fluxes.xml", FLUXES)
        done = self.sigdyn("simulate", "fluxes.xml", "--duration", "1", "--variables", "nobody", code=2)
        self.assertIn("'nobody'", done.stderr)

    def test_an_option_that_would_have_no_effect_is_2(self):
        self.write("fluxes.xml", FLUXES)
        for words in (("--set", "k0=1"), ("--points", "3"), ("-o", "out.csv")):
            with self.subTest(words=words):
                done = self.sigdyn("simulate", "fluxes.xml", "--duration", "1", *words, code=2)
                self.assertIn("--duration", done.stderr)

    def test_submodels_are_flattened_and_their_time_converted(self):
        self.write("comp.xml", HEAD + f'<sbml {CORE} {COMP}>{OUTER}<comp:listOfModelDefinitions>'
                   f'<comp:modelDefinition id="inner">{INNER}</comp:modelDefinition>'
                   '</comp:listOfModelDefinitions></sbml>')
        self.assert_close(self.last_row("comp.xml", "--variables", "plain__x,slow__x"),
                          [math.exp(-1), math.exp(-0.5)])

    def test_external_model_definitions_are_found_beside_the_file(self):
        folder = self.folder / "models"
        folder.mkdir()
        (folder / "part.xml").write_text(HEAD + f'<sbml {CORE} {COMP}><model id="part">{INNER}</model></sbml>')
        (folder / "whole.xml").write_text(
            HEAD + f'<sbml {CORE} {COMP}>{OUTER}<comp:listOfExternalModelDefinitions>'
            '<comp:externalModelDefinition comp:id="inner" comp:source="part.xml"/>'
            '</comp:listOfExternalModelDefinitions></sbml>')
        self.assert_close(self.last_row("models/whole.xml", "--variables", "plain__x,slow__x"),
                          [math.exp(-1), math.exp(-0.5)])


class Refused(ProgramTest):
    def test_everything_bad_in_the_corpus_is_3_with_a_line(self):
        cases = sorted((ROOT / "tests" / "fuzz" / "corpus" / "sbml").glob("bad_*.xml"))
        self.assertGreater(len(cases), 6)
        for case in cases:
            with self.subTest(case=case.name):
                done = self.sigdyn("simulate", case.name, "--duration", "1", code=3, cwd=case.parent)
                self.assertRegex(done.stderr, rf"^{case.name}:\d+: error: ")

    def test_crashes_of_libsbml_are_caught(self):
        for name in ("bad_comp_empty_apply.xml", "bad_comp_law_without_math.xml"):
            with self.subTest(case=name):
                done = self.sigdyn("check", ROOT / "tests" / "fuzz" / "corpus" / "sbml" / name, code=3)
                self.assertIn(":2: error: libsbml crashes", done.stderr)

    def test_findings_of_libsbml_have_their_line_and_number(self):
        self.write("twice.xml", FLUXES.replace('<parameter id="k0"', '\n<parameter id="A"', 1))
        done = self.sigdyn("check", "twice.xml", code=3)
        self.assertRegex(done.stderr, r"twice\.xml:3: error: .*libsbml 10301")

    def test_a_file_of_100_megabytes_is_refused_by_its_size(self):
        with open(self.folder / "huge.xml", "wb") as file:
            file.truncate(100_000_000)
        self.assertIn("too large", self.sigdyn("check", "huge.xml", code=3).stderr)

    def test_what_is_no_sbml_is_3(self):
        self.write("page.xml", "<html><body>hello</body></html>\n")
        self.write("net.xml", "begin parameters\n 1 k 2\nend parameters\n")
        for name in ("page.xml", "net.xml"):
            self.assertRegex(self.sigdyn("check", name, code=3).stderr, rf"^{name}:\d+: error: ")

    def test_a_package_that_the_model_requires_is_4_and_named(self):
        self.write("arrays.xml", HEAD + f'<sbml {CORE} xmlns:arrays="http://www.sbml.org/sbml/level3/version1/'
                   'arrays/version1" arrays:required="true"><model id="m"/></sbml>')
        self.assertIn("arrays", self.sigdyn("check", "arrays.xml", code=4).stderr)


if __name__ == "__main__":
    unittest.main()
