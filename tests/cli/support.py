"""Runs the program as a user does, in a folder of its own."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["SIGDYN_PROGRAM"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(__file__).resolve().parent / "data"


def wait_for(condition, seconds=120):
    """Until condition() is true; a TimeoutError if that takes longer."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("what was waited for did not come in time")
        time.sleep(0.1)


class ProgramTest(unittest.TestCase):
    """Each test starts in an empty folder with the model receptor.yaml and the scenario doses.yaml."""

    def kill_until_done(self, start, dice, most, shortest, longest):
        """Starts a process with `start` and kills it after `shortest` to `longest` seconds (parts of what it
        takes undisturbed, however fast the machine is), again and again, until one gets through or `most`
        are killed; returns how many were."""
        for n_kills in range(most):
            process = start()
            try:
                self.assertEqual(process.wait(timeout=dice.uniform(shortest, longest)), 0)
                return n_kills
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
        return most

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sigdyn_cli_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        for name in ("receptor.yaml", "doses.yaml"):
            shutil.copy(DATA / name, self.folder)

    def sigdyn(self, *words, code=0, cwd=None, preexec_fn=None, program=PROGRAM, **variables):
        """Runs the program, expects this exit code; gives what it printed as .stdout and .stderr.
        Other keywords are environment variables."""
        done = subprocess.run([program, *map(str, words)], cwd=cwd or self.folder, text=True,
                              capture_output=True, timeout=120, check=False, preexec_fn=preexec_fn,
                              env={**os.environ, **variables})
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done

    def sigdyn_as_nobody(self, *words, code=0):
        """The same without root's right to open whatever it likes, wherever root keeps the program."""
        if os.geteuid() != 0:
            return self.sigdyn(*words, code=code)
        place = pathlib.Path(tempfile.mkdtemp(prefix="sigdyn_cli_"))
        self.addCleanup(shutil.rmtree, place, ignore_errors=True)
        shutil.copy(PROGRAM, place)
        for folder in (place, self.folder):
            folder.chmod(0o755)
        return self.sigdyn(*words, code=code, program=place / pathlib.Path(PROGRAM).name,
                           preexec_fn=lambda: os.setuid(65534))

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def files(self):
        """What is in the folder beside the model and the scenario."""
        return sorted(path.name for path in self.folder.iterdir()
                      if path.name not in ("receptor.yaml", "doses.yaml"))
