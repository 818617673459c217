"""A result opens in xarray with names and units, says what its documentation says, and equals its CSV."""
import csv
import io
import re
import unittest

import numpy
import xarray

from support import DATA, ROOT, ProgramTest


class ResultFile(ProgramTest):
    def result(self, *words):
        self.sigdyn("run", "doses.yaml", "-o", "out.h5", *words)
        return xarray.open_dataset(self.folder / "out.h5", engine="h5netcdf")

    def test_axes_have_names_and_none_is_a_phony_one(self):
        data = self.result()
        self.assertEqual(data["observables"].dims, ("arm", "time", "observable"))
        self.assertEqual(data["amounts"].dims, ("arm", "time", "species"))
        self.assertEqual(list(data["arm"].values), ["control", "low", "high"])
        self.assertEqual(list(data["observable"].values), ["bound", "pS_conc"])
        self.assertEqual(data.sizes["time"], 61)
        self.assertFalse([name for name in data.dims if "phony" in name])

    def test_every_variable_has_units_and_a_long_name(self):
        data = self.result()
        for name in data.variables:
            self.assertTrue(data[name].attrs.get("units"), name)
            self.assertTrue(data[name].attrs.get("long_name"), name)
        for name in data.variables:
            if data[name].dtype == numpy.float64 and name not in data.dims:
                self.assertTrue(numpy.isnan(data[name].encoding["_FillValue"]), name)

    def test_values_equal_the_csv_export_to_the_last_bit(self):
        data = self.result()
        for array, axis in (("observables", "observable"), ("amounts", "species")):
            rows = list(csv.reader(io.StringIO(self.sigdyn("export", "out.h5", array).stdout)))
            heading = [name.split(" [")[0] for name in rows[0]]
            self.assertEqual(heading, ["arm", "time", *data[axis].values])
            values = numpy.array([[float(x) for x in row[2:]] for row in rows[1:]])
            self.assertTrue(numpy.array_equal(values, data[array].values.reshape(values.shape)))

    def test_amounts_and_compartment_sizes_give_concentrations(self):
        data = self.result()
        size = data["compartment_size"].sel(compartment=data["species_compartment"].sel(species="pS"))
        nanomolar = data["amounts"].sel(species="pS") / (size * 1e-12 * 6.02214076e23 * 1e-9)
        numpy.testing.assert_allclose(nanomolar, data["observables"].sel(observable="pS_conc"),
                                      rtol=1e-12)  # rounding of three products

    def test_perturbations_show_in_parameters_and_start(self):
        data = self.result()
        receptors = data["amounts"].sel(species="R", time=0.0).values
        numpy.testing.assert_array_equal(receptors, [10000.0, 10000.0, 8000.0])
        self.assertEqual(data["parameter_units"].sel(parameter="kon").item(), "1/(M*s)")
        self.assertEqual(data["parameters"].sel(parameter="kon", arm="low").item(), 1e6)

    def test_outcome_is_a_flag_with_its_meaning(self):
        data = self.result()
        meanings = data["status"].attrs["flag_meanings"].split()
        self.assertEqual([meanings[value] for value in data["status"].values], ["success"] * 3)
        self.assertTrue((data["solver_stats"].sel(stat="n_steps") > 0).all())

    def test_the_file_carries_what_made_it(self):
        attributes = self.result().attrs
        self.assertEqual(attributes["format"], "sigdyn-results")
        self.assertEqual(attributes["scenario_text"], (self.folder / "doses.yaml").read_text())
        self.assertEqual(attributes["model_text"], (self.folder / "receptor.yaml").read_text())
        self.assertEqual(attributes["rtol"], 1e-6)
        self.assertRegex(attributes["method_kisao"], r"^KISAO:\d{7}$")
        self.assertIn("run doses.yaml -o out.h5", attributes["command_line"])

    def test_its_documentation_names_every_variable_and_attribute(self):
        text = (ROOT / "docs" / "results-format.md").read_text()
        data = self.result()
        documented = set(re.findall(r"`([a-z_0-9]+)(?:\([^`]*\))?`", text))
        missing = [name for name in [*data.variables, *data.attrs]
                   if name not in documented and not name.startswith("summary_")]
        self.assertEqual(missing, [])
        for name in data.data_vars:
            if name.startswith("summary_"):
                continue
            dims = ", ".join("run" if dim == "arm" else dim for dim in data[name].dims)
            self.assertIn(f"`{name}({dims})`", text)

    def test_the_table_on_screen_shows_peaks_with_units(self):
        done = self.sigdyn("run", "doses.yaml", "-o", "out.h5")
        self.assertIn("pS_conc", done.stdout)
        self.assertIn("nM", done.stdout)
        self.assertTrue(done.stdout.endswith("written: out.h5\n"))
        self.assertEqual(done.stderr, "")


class SameBits(ProgramTest):
    def run_to(self, name, *words, scenario="doses.yaml"):
        self.sigdyn("run", scenario, "-o", name, *words)
        return xarray.open_dataset(self.folder / name, engine="h5netcdf")

    def test_threads_do_not_matter(self):
        self.run_to("one.h5", "-j", "1")
        self.run_to("two.h5", "-j", "2")
        self.assertEqual(self.sigdyn("diff", "one.h5", "two.h5").stdout[:9], "same bits")

    def test_output_points_do_not_matter(self):
        text = (self.folder / "doses.yaml").read_text()
        self.write("fine.yaml", text.replace("points: 61", "points: 121"))
        coarse = self.run_to("coarse.h5")
        fine = self.run_to("fine.h5", scenario="fine.yaml").isel(time=slice(None, None, 2))
        numpy.testing.assert_array_equal(coarse["time"], fine["time"])
        numpy.testing.assert_array_equal(coarse["amounts"], fine["amounts"])
        numpy.testing.assert_array_equal(coarse["observables"], fine["observables"])

    def test_300_and_301_points_agree_at_their_300_common_times(self):
        text = (self.folder / "doses.yaml").read_text()
        minutes = [i for i in range(301) if i != 150]
        listed = ", ".join(f"{i} min" for i in minutes)
        self.write("301.yaml", text.replace("until: 1 h, points: 61", "until: 5 h, points: 301"))
        self.write("300.yaml", text.replace("until: 1 h, points: 61", f"times: [{listed}]"))
        more = self.run_to("301.h5", scenario="301.yaml").isel(time=minutes)
        fewer = self.run_to("300.h5", scenario="300.yaml")
        numpy.testing.assert_array_equal(more["time"], fewer["time"])
        numpy.testing.assert_array_equal(more["amounts"], fewer["amounts"])
        numpy.testing.assert_array_equal(more["observables"], fewer["observables"])

    def test_arms_do_not_matter_to_each_other(self):
        text = re.sub(r"  low:.*\n", "", (self.folder / "doses.yaml").read_text())
        self.write("fewer.yaml", text)
        both = self.run_to("both.h5").sel(arm="high")
        alone = self.run_to("alone.h5", scenario="fewer.yaml").sel(arm="high")
        numpy.testing.assert_array_equal(both["amounts"], alone["amounts"])

    def test_diff_says_where_results_differ_and_is_1(self):
        text = (self.folder / "doses.yaml").read_text()
        self.write("other.yaml", text.replace("10 nM", "10.001 nM"))
        self.run_to("a.h5")
        self.run_to("b.h5", scenario="other.yaml")
        done = self.sigdyn("diff", "a.h5", "b.h5", code=1)
        self.assertIn("arm=high", done.stdout)
        self.sigdyn("diff", "a.h5", "b.h5", "--rtol", "1", code=0)


class FromTheFileAlone(ProgramTest):
    def setUp(self):
        super().setUp()
        self.sigdyn("run", "doses.yaml", "-o", "out.h5")
        (self.folder / "doses.yaml").unlink()
        (self.folder / "receptor.yaml").unlink()

    def test_a_result_reproduces_itself_to_the_last_bit(self):
        self.assertRegex(self.sigdyn("reproduce", "out.h5").stdout, r"^same bits in all \d+ arrays\n$")
        self.sigdyn("reproduce", "out.h5", "-o", "again.h5")
        self.sigdyn("diff", "out.h5", "again.h5")

    def test_a_result_of_simulate_reproduces_itself_too(self):
        model = DATA / "receptor.yaml"
        self.sigdyn("simulate", model, "--set", "L=3 nM", "--until", "30 min", "-o", "one.h5")
        self.sigdyn("reproduce", "one.h5")

    def test_a_run_alone_has_the_bits_it_had_among_others(self):
        data = xarray.open_dataset(self.folder / "out.h5", engine="h5netcdf").sel(arm="high")
        rows = list(csv.reader(io.StringIO(self.sigdyn("replay", "out.h5", "--run", "high").stdout)))
        bound = numpy.array([float(row[1]) for row in rows[1:]])
        numpy.testing.assert_array_equal(bound, data["observables"].sel(observable="bound"))
        by_number = self.sigdyn("replay", "out.h5", "--run", "2").stdout
        self.assertEqual(by_number, self.sigdyn("replay", "out.h5", "--run", "high").stdout)

    def test_a_run_that_is_not_there_is_2(self):
        self.assertIn("did you mean 'high'?", self.sigdyn("replay", "out.h5", "--run", "hihg",
                                                          code=2).stderr)
        self.sigdyn("replay", "out.h5", "--run", "3", code=2)


class MemberOfASweep(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("sweep.yaml", "format: sigdyn-sweep/1\nid: s\nscenario: doses.yaml\ndesign: grid\n"
                                 "vary: {kcat: [x0.5, x1, x2]}\n"
                                 "record: {time_courses: all, summary: {pS_conc: [final]}}\n")

    def test_check_reads_sweeps_too(self):
        self.assertIn("3 members, 3 arms", self.sigdyn("check", "sweep.yaml").stdout)

    def test_a_member_alone_has_the_bits_it_had_in_the_sweep(self):
        self.sigdyn("sweep", "sweep.yaml", "-o", "sweep.h5")
        data = xarray.open_dataset(self.folder / "sweep.h5", engine="h5netcdf")
        kept = data["observables"].sel(member=2, arm="high", observable="pS_conc")
        (self.folder / "doses.yaml").unlink()
        (self.folder / "receptor.yaml").unlink()
        words = ["replay", "sweep.h5", "--run", "2", "--arm"]
        rows = list(csv.reader(io.StringIO(self.sigdyn(*words, "high").stdout)))
        column = rows[0].index("pS_conc [nM]")
        numpy.testing.assert_array_equal([float(row[column]) for row in rows[1:]], kept)
        self.sigdyn(*words, "low")
        self.sigdyn("replay", "sweep.h5", "--run", "3", "--arm", "high", code=2)
        self.sigdyn("replay", "sweep.h5", "--run", "2", code=2)


if __name__ == "__main__":
    unittest.main()
