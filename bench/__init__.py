"""Measurements: every one has the naive way and the limit beside ours. Timings live here only, never in tests."""
