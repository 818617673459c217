"""A sweep through a real Slurm: munged, slurmctld and two slurmd on this machine, started and stopped here."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

from support import ProgramTest, wait_for

NEEDED = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "scancel")
CONFIG = """ClusterName=sigdyntest
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=16817
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={d}/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation={d}/state
SlurmdSpoolDir={d}/spool-%n
SlurmctldPidFile={d}/slurmctld.pid
SlurmdPidFile={d}/slurmd-%n.pid
SlurmctldLogFile={d}/slurmctld.log
SlurmdLogFile={d}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobRequeue=1
KillWait=5
ReturnToService=2
SlurmdTimeout=10
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=n[1-2] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[17001-17002] CPUs=2 State=UNKNOWN
PartitionName=main Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP
"""
# Nothing in CONFIG needs cgroups, but slurmd loads a plugin for them; this one does without /sys/fs/cgroup,
# which a bare root has not mounted. Nor has it an /etc/hosts, so localhost bears its address above.
CGROUP_CONFIG = "CgroupPlugin=cgroup/v1\n"
SWEEP = """format: sigdyn-sweep/1
id: receptors
scenario: doses.yaml
design: {sobol: {samples: 60000, seed: 7}}
vary: {kon: {log_uniform: [x0.1, x10]}}
record: {summary: {bound: [final, max]}}
"""


def search_path():
    return os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))


def why_not():
    if os.geteuid() != 0:
        return "needs root to start Slurm's daemons"
    missing = [name for name in NEEDED if shutil.which(name, path=search_path()) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


class Cluster:
    """Daemons with their files in one folder; stopped by their process ids."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("munge", "state"):
            (folder / name).mkdir(parents=True)
        (folder / "munge").chmod(0o755)
        key = folder / "munge" / "key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        (folder / "slurm.conf").write_text(CONFIG.format(d=folder))
        (folder / "cgroup.conf").write_text(CGROUP_CONFIG)
        self.env = dict(os.environ, SLURM_CONF=str(folder / "slurm.conf"), PATH=search_path())
        for name in [n for n in self.env if n.startswith("SLURM_") and n != "SLURM_CONF"]:
            del self.env[name]

    def call(self, *words):
        return subprocess.run(words, env=self.env, text=True, capture_output=True, check=True,
                              timeout=60).stdout

    def start(self):
        munge = self.folder / "munge"
        self.call("munged", "--force", f"--key-file={munge}/key", f"--socket={munge}/socket",
                  f"--pid-file={self.folder}/munged.pid", f"--log-file={munge}/log",
                  f"--seed-file={munge}/seed")
        self.call("slurmctld", "-c", "-i")
        for node in ("n1", "n2"):
            self.start_node(node)
        wait_for(lambda: self.call("sinfo", "-h", "-o", "%D %t").strip() == "2 idle")

    def start_node(self, node):
        self.call("slurmd", "-N", node)

    def stop_process(self, name, sign=signal.SIGTERM):
        try:
            os.kill(int((self.folder / name).read_text()), sign)
        except (OSError, ValueError):
            pass

    def stop(self):
        for name in ("slurmd-n1.pid", "slurmd-n2.pid", "slurmctld.pid", "munged.pid"):
            self.stop_process(name)
        time.sleep(1)


@unittest.skipIf(why_not(), why_not())
class SlurmTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.folder.chmod(0o755)
        self.write("sweep.yaml", SWEEP)
        self.sigdyn("sweep", "sweep.yaml", "-o", "whole.h5")
        self.cluster = Cluster(self.folder / "cluster")
        self.addCleanup(self.cluster.stop)
        self.cluster.start()
        os.environ.update({"SLURM_CONF": self.cluster.env["SLURM_CONF"], "PATH": search_path()})

    def submit(self, *words):
        said = self.sigdyn("slurm", "sweep.yaml", "--tasks", "4", "-o", "out.h5", *words).stdout
        return dict(line.split(": ", 1) for line in said.splitlines())

    def wait_for_result(self):
        try:
            wait_for(lambda: (self.folder / "out.h5").exists() and
                     not self.cluster.call("squeue", "-h").strip(), 240)
        except TimeoutError:
            for log in sorted(self.folder.glob("out.h5.shards/*.log")) + [self.folder / "cluster/slurmctld.log"]:
                print(f"== {log}\n{log.read_text()[-1500:]}", file=sys.stderr)
            raise

    def running_tasks(self):
        lines = self.cluster.call("squeue", "-h", "-r", "-t", "running", "-o", "%i").split()
        return [task for task in lines if "_" in task]

    def assert_whole(self):
        self.sigdyn("diff", "whole.h5", "out.h5")

    def test_an_array_of_shards_and_its_merge_give_the_undisturbed_result(self):
        ids = self.submit()
        self.assertTrue(ids["array"].isdigit() and ids["merge"].isdigit())
        self.wait_for_result()
        self.assert_whole()

    def test_requeued_tasks_and_a_node_set_down_change_nothing(self):
        self.submit()
        wait_for(self.running_tasks)
        for task in self.running_tasks()[:2]:
            self.cluster.call("scontrol", "requeue", task)
        self.cluster.call("scontrol", "update", "NodeName=n2", "State=DOWN", "Reason=test")
        time.sleep(2)
        subprocess.run(("scontrol", "update", "NodeName=n2", "State=RESUME"), check=False,
                       capture_output=True)  # refused where the node has come back by itself
        self.wait_for_result()
        self.assert_whole()

    def test_a_cancelled_task_is_a_gap_that_resuming_fills(self):
        self.submit()
        wait_for(self.running_tasks)
        self.cluster.call("scancel", self.running_tasks()[0])
        self.wait_for_result()
        status = self.sigdyn("status", "out.h5.shards").stdout
        for i in range(4):
            self.sigdyn("sweep", "sweep.yaml", "-o", "out.h5", "--shard", f"{i}/4", "--resume")
        self.sigdyn("merge", "out.h5.shards", "-o", "out.h5", "--force")
        self.assert_whole()
        self.assertIn("0 of 4", status)
        self.assertIn("members are missing", status)


if __name__ == "__main__":
    if why_not():
        print(f"skipped: {why_not()}")
        sys.exit(77)
    unittest.main()
