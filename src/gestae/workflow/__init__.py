"""The story, one file a stage: load, ask a room, write the journal. The only place where rooms meet."""
