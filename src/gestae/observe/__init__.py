"""Tracks become observations, observations become events; each rule can be read. Pure."""
