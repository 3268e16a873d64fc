"""Frames become detections, detections become tracks."""
