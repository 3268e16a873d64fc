"""Clock readings become bounds in the world's time. Pure."""
