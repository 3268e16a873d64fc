"""What every room needs and no noun: canonical JSON, strict TOML, units, the wall clock."""
