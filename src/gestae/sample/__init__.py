"""The yard: one invented incident, filmed by three wrong clocks, whose truth is known exactly."""
