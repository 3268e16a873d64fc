"""Given work items, run on local processes with limits; idempotent, resumable."""
