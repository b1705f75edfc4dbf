"""Hypothesis tries the same examples in every run; `--hypothesis-profile=explore` tries new ones."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("steady", derandomize=True, database=None, max_examples=60, **_COMMON)
settings.register_profile("explore", max_examples=2000, **_COMMON)
settings.load_profile("steady")
