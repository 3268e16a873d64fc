"""The table of rules: complete, and its parameters are those that exist."""

from __future__ import annotations

from gestae.observe.rules import RULES, Settings, describe_rules, parameters


def test_the_kinds_of_presence_vehicles_posture_people_text_light_and_camera_have_a_rule() -> None:
    assert {kind.value for kind in RULES} == {
        "person_present", "vehicle_present", "person_enters", "person_leaves", "vehicle_arrives", "vehicle_stops",
        "vehicle_leaves", "light_changed", "camera_moved", "picture_lost", "clock_jumped", "hands_up", "fall", "lying",
        "gets_up", "text_seen",
        "vehicle_starts", "person_stops", "person_runs", "people_meet", "people_part", "person_surrounded",
        "turns_away", "faces_away", "arm_aimed", "weapon_raised", "object_left", "object_taken", "flash",
        "object_carried", "object_transferred",
    }  # fmt: skip


def test_a_rule_names_parameters_that_exist_and_none_is_idle() -> None:
    known = parameters(Settings())
    named = {name for rule in RULES.values() for name in rule.parameters}
    assert named <= set(known)


def test_the_description_gives_each_rule_its_definition_and_values() -> None:
    rows = {row["kind"]: row for row in describe_rules()}
    assert rows["vehicle_stops"]["parameters"].endswith("rest.share = 0.05, rest.span_s = 2")
    assert all(row["starts"] and row["ends"] and row["does not show"] for row in rows.values())
