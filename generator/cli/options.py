"""Options that several commands have."""

from __future__ import annotations

import os
from pathlib import Path

import click

from generator.errors import quoted
from generator.executors import PROCESSES, executor_fault
from generator.stores import is_url, shown_url


def _jobs_of_executor(
    context: click.Context,
    parameter: click.Parameter,  # noqa: ARG001 - as click calls it
    jobs: int | None,
) -> int | None:
    """Refuse a number of jobs that an executor cannot have, and an executor that there is not."""
    executor = context.params.get("executor", PROCESSES)
    fault = executor_fault(executor, jobs)
    if fault is not None:
        raise click.BadParameter(f"{quoted(executor)} {fault}.", context, param_hint="'--executor'")
    return jobs


CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The digest's settings. [default: site.yaml in this folder or the nearest above it]",
)


class _Output(click.Path):
    """A folder, or where that is meant the URL of a store."""

    def __init__(self, *, urls: str | None = None) -> None:
        """Take why there can be no URL, if so, as `what is wanted; what to do`."""
        super().__init__(path_type=Path, file_okay=False)
        self._no_urls = urls

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Give a path, or a URL as it is."""
        if isinstance(value, str) and is_url(value):
            if self._no_urls is not None:
                self.fail(f"{shown_url(value)} is a URL; expected {self._no_urls}.", param, ctx)
            return value
        return super().convert(value, param, ctx)


OUTPUT = click.option(
    "--output",
    type=_Output(),
    help="The folder to write the site to, or the URL of a store, such as s3://bucket/site. [default: public beside site.yaml]",
)
SITE_FOLDER = click.option(
    "--output",
    type=_Output(
        urls="a folder, for files are read from there one by one; build into one, and name that"
    ),
    help="The folder of the site. [default: public beside site.yaml]",
)
BASE_URL = click.option(
    "--base-url", metavar="URL", help="The site's address, in place of site.yaml's."
)
JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    callback=_jobs_of_executor,
    help="How many processes work at once: of this machine, with `--executor dask` the workers that are started. "
    "[default: one for each core]",
)
EXECUTOR = click.option(
    "--executor",
    default=PROCESSES,
    show_default=True,
    metavar="WHERE",
    # Before --jobs, which depends on it.
    is_eager=True,
    help="Where work is done: `serial`, in this process; `processes`, in others beside it too; `dask`, on a cluster of this "
    "machine; `dask://HOST:PORT`, on that of a scheduler.",
)
STRICT = click.option("--strict", is_flag=True, help="Treat warnings and rejected lines as errors.")
TABLE_OR_JSON = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Text for people, or one JSON object and nothing else.",
)
