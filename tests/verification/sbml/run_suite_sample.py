#!/usr/bin/env python3
"""Run a fixed sample of the SBML semantic test suite, where the suite is at hand.

usage: run_suite_sample.py SIGDYN SOURCE_FOLDER

The suite (LGPL, (c) its authors, github.com/sbmlteam/sbml-test-suite) is not part of this project.
It is looked for as suites/sbml in folder `shared` beside the source tree, or in $SIGDYN_SHARED.
Exits 77 (skipped) without it, 1 if a case fails.
"""
import os
import pathlib
import subprocess
import sys


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    shared = pathlib.Path(os.environ.get("SIGDYN_SHARED", source.parent / "shared"))
    runner = shared / "suites" / "run_sbml_suite.py"
    cases = shared / "suites" / "sbml" / "cases"
    if not runner.exists() or not cases.exists():
        print(f"skipped: there is no SBML test suite in {shared}")
        return 77
    print((shared / "suites" / "sbml" / "NOTICE.txt").read_text())
    command = (f"{program} simulate {{model}} --start {{start}} --duration {{duration}} "
               "--steps {steps} --rtol 1e-10 --atol 1e-14 --variables {variables} "
               "--amount {amount} --concentration {concentration} --csv {out}")
    sample = pathlib.Path(__file__).with_name("suite_sample.txt")
    return subprocess.run([sys.executable, str(runner), "-j2", "--quiet", "--only-from",
                           str(sample), str(cases), command], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
