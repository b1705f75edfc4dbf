"""Builds on a cluster: a real scheduler of Dask, with workers that are processes of this machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clusters import Cluster
from tests.support import CHECKOUT, files_of, process_environment, run_broadsheet, run_cold
from tests.test_benchmarks import make_corpus
from tests.test_cli import CONFIG, DAY, write_site

PAPERS = 120
WORKERS = 3


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        tries = tmp_path_factory.mktemp("tries")
        made.start_workers(WORKERS, environment={"TRIES": str(tries)})
        yield made
    finally:
        made.close()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest of made-up papers, with the site that one process makes of it."""
    folder = tmp_path_factory.mktemp("corpus")
    make_corpus(folder, PAPERS)
    done = run_broadsheet("build", "--executor", "serial", "--clean", "--quiet", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def digest(corpus: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(corpus, tmp_path / "digest"))


def _in_python(script: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=cwd,
        env=process_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_site_is_that_of_one_process(digest: Path, cluster: Cluster):
    """Three workers under a scheduler write the bytes that one process writes."""
    done = run_cold(
        *("build", "--executor", cluster.address, "--clean", "--output", "clustered", "--quiet"),
        cwd=digest,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert files_of(digest / "clustered") == files_of(digest / "public")


def test_small_change_gives_the_site_of_one_process(digest: Path, cluster: Cluster):
    """A cluster goes on where an earlier build stopped, whoever made that, and others go on after it."""
    settings = digest / "site.yaml"
    settings.write_text(settings.read_text().replace("title: ", "title: Another ", 1))
    papers = digest / "papers" / "all.jsonl"
    lines = papers.read_text(encoding="utf-8").splitlines(keepends=True)
    papers.write_text("".join(lines[5:]), encoding="utf-8")
    for where in (cluster.address, "serial"):
        done = run_broadsheet("build", "--executor", where, "--quiet", cwd=digest)
        assert done.returncode == 0, done.stderr
        papers.write_text("".join(lines[9:]), encoding="utf-8")
    gone_on = files_of(digest / "public")
    run_broadsheet("build", "--executor", "serial", "--clean", "--quiet", cwd=digest)
    assert gone_on == files_of(digest / "public")


def test_rules_are_judged_again_by_workers(digest: Path, cluster: Cluster):
    """Papers whose rules changed are classified by workers, which read them as the last build left them."""
    settings = digest / "site.yaml"
    topic = "- {slug: every-paper, title: Every paper, any: [the, a, of, we]}\n"
    settings.write_text(settings.read_text().replace("topics:\n", f"topics:\n{topic}", 1))
    done = run_broadsheet("build", "--executor", cluster.address, "--report", "r.json", cwd=digest)
    assert done.returncode == 0, done.stderr
    assert json.loads((digest / "r.json").read_text())["topics"]["every-paper"] > PAPERS // 2
    built = files_of(digest / "public")
    run_broadsheet("build", "--executor", "serial", "--clean", "--quiet", cwd=digest)
    assert built == files_of(digest / "public")


def test_check_finds_the_same_on_a_cluster(digest: Path, cluster: Cluster):
    """The files of a site are read by workers, and what is wrong with them is told as ever."""
    for page in sorted((digest / "public" / "papers").iterdir())[::9]:
        (page / "index.html").write_bytes(b"<p><a href=../no/>")
    alone, together = (
        run_broadsheet("check", "--format", "json", "--executor", where, cwd=digest)
        for where in ("serial", cluster.address)
    )
    assert json.loads(alone.stdout)["findings"] == json.loads(together.stdout)["findings"]
    assert alone.returncode == together.returncode == 1


def test_report_says_where_the_work_was_done(digest: Path, cluster: Cluster):
    """The report names the scheduler, its workers and the dashboard, and so does a line of the progress."""
    done = run_broadsheet(
        *("build", "--executor", cluster.address, "--clean", "--progress", "lines"),
        *("--report", "r.json"),
        cwd=digest,
    )
    report = json.loads((digest / "r.json").read_text())
    where = report["executor"]
    assert where["name"] == "dask"
    assert where["workers"] == WORKERS
    assert where["scheduler"] == cluster.address.replace("dask", "tcp")
    assert where["dashboard"].startswith("http://127.0.0.1:")
    assert where["dashboard"].endswith("/status")
    assert f"in 3 processes; its dashboard is {where['dashboard']}\n" in done.stderr
    assert f"papers: {PAPERS} papers in " in done.stderr
    assert report["papers"] == PAPERS


@pytest.mark.parametrize(
    ("options", "where"),
    [
        (["--executor", "serial"], {"name": "serial", "workers": 1}),
        (["--jobs", "2"], {"name": "processes", "workers": 2}),
    ],
)
def test_report_names_processes_of_this_machine(tmp_path: Path, options: list[str], where: object):
    """Without a cluster the report has the number of processes, and no address."""
    write_site(tmp_path, CONFIG, day=DAY)
    for _ in range(2):  # the second finds nothing changed
        done = run_broadsheet("build", *options, "--report", "r.json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        found = json.loads((tmp_path / "r.json").read_text())["executor"]
        assert found == {**where, "scheduler": None, "dashboard": None}


def test_cluster_of_this_machine_ends_with_the_build(digest: Path):
    """`--executor dask` starts workers, as many as --jobs says, and leaves no process behind."""
    environment = process_environment({"MARK_OF_TEST": str(digest)})
    command = [sys.executable, "-m", "generator", "build", "--executor", "dask", "--jobs", "2"]
    done = subprocess.run(
        [*command, "--clean", "--quiet", "--output", "clustered", "--report", "r.json"],
        cwd=digest,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert files_of(digest / "clustered") == files_of(digest / "public")
    assert json.loads((digest / "r.json").read_text())["executor"]["workers"] == 2
    mark = f"MARK_OF_TEST={digest}".encode()
    assert [pid for pid in _processes() if mark in _environ(pid)] == []


def test_ctrl_c_ends_the_cluster_of_this_machine(digest: Path):
    """Ctrl+C, which a terminal sends to workers too, ends all of them without a word of theirs; the site stays."""
    before = files_of(digest / "public")
    environment = process_environment({"MARK_OF_TEST": str(digest)})
    command = [sys.executable, "-m", "generator", "build", "--executor", "dask", "--jobs", "2"]
    process = subprocess.Popen(
        [*command, "--clean", "--progress", "none"],
        cwd=digest,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Where the tests run in the background of a shell, it would not hear it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    _until_there(digest / ".public.new" / "papers")
    os.killpg(process.pid, signal.SIGINT)
    told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, ("", "\ninterrupted\n"))
    assert files_of(digest / "public") == before
    mark = f"MARK_OF_TEST={digest}".encode()
    assert [pid for pid in _processes() if mark in _environ(pid)] == []


def _processes() -> list[Path]:
    return [folder for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def _environ(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:  # it has ended, or is somebody's
        return b""


def test_workers_that_are_killed_cost_their_work_alone(digest: Path, cluster: Cluster):
    """Workers killed at random while a site is built change no byte of it."""
    with cluster.deaths([1.0] + [0.7] * 30) as killed:
        done = run_broadsheet(
            *("build", "--executor", cluster.address, "--clean", "--output", "clustered"),
            cwd=digest,
        )
    assert done.returncode == 0, done.stderr
    assert killed
    assert files_of(digest / "clustered") == files_of(digest / "public")


def test_lost_scheduler_ends_the_build(digest: Path, tmp_path: Path):
    """A scheduler that is killed ends the build in one line, and the site stays as it was."""
    before = files_of(digest / "public")
    own = Cluster(tmp_path)
    try:
        own.start_workers(1)
        told = threading.Thread(target=_kill_when_begun, args=(own, digest))
        told.start()
        done = run_broadsheet(*_quietly(own), cwd=digest)
        told.join()
    finally:
        own.close()
    assert done.returncode == 1
    assert done.stderr == (
        f"--executor {own.address}: the scheduler was lost; expected it to stay until the site is built; start it again "
        "with its workers, and build again; the site is as it was\n"
    )
    assert files_of(digest / "public") == before
    assert not list(digest.glob(".public*"))
    done = run_broadsheet("build", "--executor", "serial", "--clean", "--quiet", cwd=digest)
    assert (done.returncode, files_of(digest / "public")) == (0, before)


def _kill_when_begun(cluster: Cluster, digest: Path) -> None:
    """Kill the scheduler when pages are written."""
    _until_there(digest / ".public.new" / "papers")
    os.kill(cluster.scheduler.pid, signal.SIGKILL)


def _until_there(path: Path) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < 60 and not path.exists():
        time.sleep(0.01)


_CREW = """
import os, sys, time
from contextlib import ExitStack
from pathlib import Path
from generator.cluster import crew, dask_crews
from generator.errors import BroadsheetError
from generator.executors import open_crews
from tests import test_cluster

work = getattr(test_cluster, sys.argv[2])
dask_crews._TO_CONNECT = dask_crews._TO_GET_WORKERS = 1
crew.TRIES = dask_crews.TRIES = 2
if sys.argv[2] == "waits":
    dask_crews._WITHOUT_WORKERS = dask_crews._BETWEEN_LOOKS = 1
begun = time.monotonic()
try:
    with open_crews(sys.argv[1]) as crews, crews.crew(7) as made:
        print(list(made.map(work, range(int(sys.argv[3])))))
except (BroadsheetError, OSError) as error:
    print(f"{type(error).__name__}: {error}")
assert time.monotonic() - begun < 60
"""


def times(tables: int, batch: int) -> int:
    return tables * batch


def kills(_: int, batch: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return batch


def fails(_: int, batch: int) -> int:
    raise ValueError(f"no {batch}")


def fails_once(tables: int, batch: int) -> int:
    tries = len(list(Path(os.environ["TRIES"]).iterdir())) if batch == 1 else 1
    if tries < 1:
        Path(os.environ["TRIES"], str(tries)).touch()
        raise OSError(5, "Input/output error", "a store")
    return tables * batch


def cannot_write(_: int, batch: int) -> int:  # noqa: ARG001
    raise OSError(28, "No space left on device", "a store")


def test_results_come_in_the_order_of_batches(cluster: Cluster, tmp_path: Path):
    """Each batch meets the tables, and results come in the order of batches."""
    done = _in_python(_CREW, cluster.address, "times", "100", cwd=tmp_path)
    assert done.stdout == f"{[7 * n for n in range(100)]}\n", done.stderr


def test_work_that_kills_every_worker_ends_the_build(cluster: Cluster, tmp_path: Path):
    """A piece of work that ends whoever does it is tried so often and no more, and then told of."""
    done = _in_python(_CREW, cluster.address, "kills", "1", cwd=tmp_path)
    assert done.stdout == (
        f"WorkersEndedError: --executor {cluster.address}: 8 workers ended, one after the other, under the same piece of work; "
        "expected one of them to end it; give workers more memory, or see in their logs what ended them; the site is as "
        "it was\n"
    ), done.stderr


def test_mistake_of_a_worker_is_raised_here(cluster: Cluster, tmp_path: Path):
    """What a piece of work raises is raised where its result is asked for, as it was."""
    done = _in_python(_CREW, cluster.address, "fails", "2", cwd=tmp_path)
    assert done.stderr.endswith("ValueError: no 0\n")


def test_store_that_fails_for_a_moment_is_tried_again(cluster: Cluster, tmp_path: Path):
    """A worker that could not write the first time writes the next time."""
    done = _in_python(_CREW, cluster.address, "fails_once", "3", cwd=tmp_path)
    assert done.stdout == "[0, 7, 14]\n", done.stderr


def test_store_that_fails_for_good_is_told_of(cluster: Cluster, tmp_path: Path):
    """What cannot be written time and again is raised, with its place."""
    done = _in_python(_CREW, cluster.address, "cannot_write", "1", cwd=tmp_path)
    assert done.stdout == "OSError: [Errno 28] No space left on device: 'a store'\n", done.stderr


def test_scheduler_that_does_not_answer_is_told_of(tmp_path: Path):
    """An address at which nobody answers is waited for so long and no longer."""
    done = _in_python(_CREW, "dask://127.0.0.1:9", "times", "1", cwd=tmp_path)
    assert done.stdout.startswith(
        "ClusterError: --executor dask://127.0.0.1:9: no scheduler answers there within 1 seconds ("
    )
    assert done.stdout.endswith(
        "); expected a Dask scheduler; start one with `dask scheduler`, or correct the address\n"
    )
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def waits(_: int, batch: int) -> int:
    Path(os.environ["TRIES"], "begun").touch()
    time.sleep(60)
    return batch


def test_scheduler_without_workers_is_told_of(tmp_path: Path):
    """A scheduler that has no worker, or has none any more, is waited for so long and no longer."""
    own = Cluster(tmp_path)
    begun = tmp_path / "begun"
    try:
        done = _in_python(_CREW, own.address, "times", "1", cwd=tmp_path)
        own.start_workers(1, environment={"TRIES": str(tmp_path)})
        stopper = threading.Thread(target=lambda: (_until_there(begun), own.stop_workers()))
        stopper.start()
        later = _in_python(_CREW, own.address, "waits", "1", cwd=tmp_path)
        stopper.join()
    finally:
        own.close()
    assert later.stdout == (
        f"ClusterError: --executor {own.address}: the scheduler has had no worker for 1 seconds; expected some to work; "
        "start workers, and build again; the site is as it was\n"
    ), later.stderr
    assert done.stdout == (
        f"ClusterError: --executor {own.address}: the scheduler has no workers, nor got one within 1 seconds; expected one "
        "at least; start some with `dask worker ADDRESS --nthreads 1`\n"
    ), done.stderr


def test_worker_of_another_version_is_refused(tmp_path: Path, digest: Path):
    """Workers that run another Broadsheet, or none, do no work, and it is said so in a line."""
    for name, broken in (
        ("other", "__version__ = '0.0.7'\n"),
        ("none", "raise ImportError('no')\n"),
    ):
        shutil.copytree(CHECKOUT / "generator", tmp_path / name / "generator")
        with (tmp_path / name / "generator" / "__init__.py").open("a") as file:
            file.write(broken)
    own = Cluster(tmp_path)
    found = []
    try:
        for name in ("other", "none"):
            own.start_workers(1, environment={"PYTHONPATH": str(tmp_path / name)})
            found.append(run_broadsheet(*_quietly(own), cwd=digest))
            own.stop_workers()
    finally:
        own.close()
    other, none = found
    assert (other.returncode, other.stderr.count("\n")) == (1, 1)
    assert "a worker there runs Broadsheet 0.0.7 on Python 3" in other.stderr
    assert other.stderr.endswith("install the same on all machines, and start the workers again\n")
    assert (none.returncode, none.stderr) == (
        1,
        f"--executor {own.address}: what runs there has not got this Broadsheet (no); expected the same version as here "
        "with the scheduler and with each worker; install it there, and start them again\n",
    )


def _quietly(cluster: Cluster) -> tuple[str, ...]:
    return ("build", "--executor", cluster.address, "--clean", "--quiet")


def test_threads_of_a_worker_work_one_at_a_time(tmp_path: Path, digest: Path):
    """A worker with several threads, as workers have by default, gives the same site."""
    own = Cluster(tmp_path)
    try:
        own.start_workers(1, threads=4)
        done = run_broadsheet(
            *("build", "--executor", own.address, "--clean", "--output", "clustered"), cwd=digest
        )
    finally:
        own.close()
    assert done.returncode == 0, done.stderr
    assert files_of(digest / "clustered") == files_of(digest / "public")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ["--executor", "slurm"],
            '"slurm" is unknown; expected serial, processes, dask or dask://',
        ),
        (["--executor", "dask://host"], '"dask://host" is unknown; expected serial, processes'),
        (["--executor", "dask://host:99999"], '"dask://host:99999" is unknown; expected serial'),
        (["--jobs", "2", "--executor", "serial"], '"serial" is one process; leave --jobs out.'),
        (["--executor", "dask://h:1", "--jobs", "2"], '"dask://h:1" has workers of its own; leave'),
    ],
)
def test_executor_that_there_is_not_is_wrong_usage(tmp_path: Path, options: list[str], told: str):
    """What --executor cannot be, and what --jobs cannot be beside it, is said; nothing is built."""
    write_site(tmp_path, CONFIG, day=DAY)
    done = run_broadsheet("build", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert f"Invalid value for '--executor': {told}" in done.stderr
    assert not (tmp_path / "public").exists()


_CLIENT = """
import sys
from pathlib import Path
from distributed import Client
from generator import build_site
from generator.cluster import crews_of

if __name__ == "__main__":
    with Client(sys.argv[1]) as client:
        report = build_site(Path("site.yaml"), Path("clustered"), clean=True, executor=crews_of(client))
        print(report.workplace.workers, client.status)
"""


def test_python_programs_bring_their_own_client(digest: Path, cluster: Cluster):
    """A build takes a client that is connected, as those of Dask Gateway and dask-jobqueue are, and leaves it open."""
    done = _in_python(_CLIENT, cluster.address.replace("dask", "tcp"), cwd=digest)
    assert done.stdout == "3 running\n", done.stderr
    assert files_of(digest / "clustered") == files_of(digest / "public")


_WITHOUT = """
import sys
sys.modules["distributed"] = None
from generator.cli import main
main()
"""


def test_missing_extra_is_named(tmp_path: Path):
    """Where Dask is not installed, the message says what to type."""
    write_site(tmp_path, CONFIG, day=DAY)
    done = _in_python(_WITHOUT, "build", "--executor", "dask", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        "--executor dask: distributed cannot be imported; expected what a cluster needs; run `pip install "
        '"broadsheet[cluster]"`\n',
    )


_LOADED = """
import sys
from generator.cli.group import broadsheet
broadsheet.main(["build", "--clean", "--quiet", "--base-url", "https://example.org/"], standalone_mode=False)
names = {name.partition(".")[0] for name in sys.modules}
print(names & {"dask", "distributed", "tornado", "bokeh", "fsspec", "cloudpickle", "msgpack"})
print([name for name in sys.modules if name.startswith("generator.cluster")])
"""


def test_build_without_a_cluster_loads_nothing_of_it(tmp_path: Path):
    """Nothing of the extra, nor what of ours needs it, is imported by a build in processes."""
    write_site(tmp_path, CONFIG, day=DAY)
    done = _in_python(_LOADED, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("set()\n[]\n", "")
