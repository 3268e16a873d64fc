"""A policy of a few rows, of every kind that there is."""

from __future__ import annotations

from gestae.chronology.policyform import read_policy

S, MIN, H = 10**9, 60 * 10**9, 3600 * 10**9
TEXT = """\
format = 1
language = "test"
version = 3
decimal = "."
thousands = ","
joiners = ["And"]
halves = ["and a half"]
oclock = ["o'clock"]
clock_hours = 24
[[number]]
is = 0
words = ["nought"]
[[number]]
is = 2
words = ["two"]
[[number]]
is = 10
words = ["ten"]
[[number]]
is = 1
words = ["a"]
alone = true
[[number]]
is = 1000
words = ["thousand"]
times = true
[[part]]
words = ["pm", "p.m."]
first_hour = 12
last_hour = 23
[[unit]]
name = "second"
forms = ["second[s]", "s"]
least = "1 s"
[[unit]]
name = "minute"
forms = ["minute[s]"]
single = ["minute"]
least = "1 min"
[[unit]]
name = "day"
forms = ["day[s]"]
least = "20 h"
most = "25 h"
loses = "1 h"
gains = "2 h"
why = "days differ"
[[unit]]
name = "nanosecond"
forms = ["ns"]
least = "1 ns"
[[count]]
phrases = ["few"]
readings = [
  { least = 2, most = 3, grain = 2, why = "w1" }, { least = 4, why = "w2" }, { least = 5, grain = 0, why = "w3" },
]
[[duration]]
phrases = ["a blink"]
least = "1 s"
most = "2 s"
grain = "1 s"
why = "d"
[[duration]]
phrases = ["a wink"]
least = "3 s"
grain = "2 s"
why = "d"
[[range]]
phrases = ["{low} to {high}"]
why = "r"
[[range]]
phrases = ["between {low} and {high}"]
why = "l"
limits = true
[[length]]
phrases = ["{duration}"]
readings = [{ least = "least - fine", most = "most + fine", why = "f" }]
[[length]]
phrases = ["about {duration}"]
readings = [{ least = "least - 2 * rough", most = "most + rough", why = "g" }]
[[relation]]
phrases = ["{length} later"]
readings = [{ least = "least", most = "most", why = "h" }]
leaves = "from what"
[[relation]]
phrases = ["{length} or {duration} on"]
readings = [{ most = "most", why = "i" }]
[[relation]]
phrases = ["meanwhile"]
readings = [{ relation = "during", why = "k" }]
[[moment]]
phrases = ["at {clock}"]
readings = [
  { least = "clock", most = "clock + tick - 1 ns", why = "m" },
  { least = "clock - rough", most = "clock + rough", why = "n" },
]
[[clock]]
phrases = ["noon"]
at = ["12:00"]
[[clock]]
phrases = ["midnight"]
at = ["00:00", "24:00"]
[[clock]]
phrases = ["sixish"]
hour = 6
"""
POLICY = read_policy(TEXT, "test.toml")
