"""Runs a test written in JavaScript, after installing what its lock file names.

    browser_test.py FOLDER COMMAND...     FOLDER holds package-lock.json; COMMAND runs in it

Exits with 77, which ctest calls skipped, where node, npm, Chromium or the packages cannot be had.
"""
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(SKIPPED)


def install(folder):
    """The packages of the lock file, unless they are there already."""
    lock = folder / "package-lock.json"
    installed = folder / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True,
                          timeout=240, check=False)
    if done.returncode != 0:
        skip(f"npm ci failed in {folder}: {done.stderr.strip().splitlines()[-1:]}")
    installed.touch()


def main():
    folder, *command = sys.argv[1:]
    for program in ("node", "npm", "chromium"):
        if shutil.which(program) is None:
            skip(f"{program} is not on the PATH (tools/install-deps installs it)")
    install(pathlib.Path(folder))
    sys.exit(subprocess.run(command, cwd=folder, check=False).returncode)


if __name__ == "__main__":
    main()
