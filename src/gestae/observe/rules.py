"""All rules as one table, and their parameters: for each kind what start and end mean, its units, its function."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

from gestae.observe import acts
from gestae.observe.changes import ChangeLimits
from gestae.observe.rule import Rule, Table
from gestae.observe.rules_camera import OF_THE_CAMERA
from gestae.observe.rules_objects import OBJECTS
from gestae.observe.rules_people import PEOPLE
from gestae.observe.rules_posture import POSTURES
from gestae.observe.rules_presence import PRESENCES
from gestae.observe.rules_text import TEXTS

__all__ = ["RULES", "Rule", "Settings", "describe_rules", "parameters"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every parameter of every rule; the defaults are the measured ones."""

    acts: acts.Limits = field(default_factory=acts.Limits)
    changes: ChangeLimits = field(default_factory=ChangeLimits)


RULES: Final[Table] = {**PRESENCES, **POSTURES, **PEOPLE, **OBJECTS, **TEXTS, **OF_THE_CAMERA}


def parameters(settings: Settings) -> dict[str, float]:
    """Write all parameters flat, by name; the unit is the end of the name.

    >>> parameters(Settings())["rest.span_s"]
    2.0
    """
    flat: dict[str, float] = {"after_s": settings.acts.after_s}
    groups = {one.name: getattr(settings.acts, one.name) for one in fields(settings.acts) if one.name != "after_s"}
    for name, group in groups.items():
        flat |= {f"{name}.{one.name}": float(getattr(group, one.name)) for one in fields(group)}
    flat |= {one.name: float(getattr(settings.changes, one.name)) for one in fields(settings.changes)}
    return dict(sorted(flat.items()))


def describe_rules(settings: Settings | None = None) -> tuple[dict[str, str], ...]:
    """Give one row for each rule, for people and for the reference.

    >>> [row["rule"] for row in describe_rules()][:2]
    ['person_present/1', 'vehicle_present/1']
    """
    values = parameters(settings or Settings())
    return tuple(
        {
            "kind": kind.value,
            "rule": f"{kind.value}/{rule.version}",
            "starts": rule.starts,
            "ends": rule.ends,
            "parameters": ", ".join(f"{name} = {values[name]:g}" for name in rule.parameters),
            "does not show": " ".join(rule.limits),
        }
        for kind, rule in RULES.items()
    )
