"""Crews on a cluster: work goes to processes that were started elsewhere, through Dask.

Enters: the address of a scheduler, or how many processes to start here. Leaves: `Crews`. Dask is an extra
(`pip install broadsheet[cluster]`): `dask_crews` alone imports it, and is imported by nobody but who was asked for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.crews import Crews

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["crews_of"]


def crews_of(client: Client) -> Crews:
    """Give the crews of a Dask client that is connected, for `build_site(..., executor=...)`; it stays open.

    Raises `ClusterError` when the first crew is asked for, if there is no worker.
    """
    # Loads Dask, which nothing else may.
    from generator.cluster.dask_crews import DaskCrews, client_of

    scheduler = client.scheduler.address if client.scheduler else "Dask"
    return DaskCrews(client_of(client, scheduler), scheduler)
