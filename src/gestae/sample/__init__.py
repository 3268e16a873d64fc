"""The yard: one invented incident, filmed by three wrong clocks, whose truth is known exactly."""

from gestae.sample.truth import Act, FileTruth, Sight, Truth, acts_for_check, load_truth
from gestae.sample.yard import draw_yard

__all__ = ["Act", "FileTruth", "Sight", "Truth", "acts_for_check", "draw_yard", "load_truth"]
