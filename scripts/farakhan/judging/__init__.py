"""Judging as jobs: an edition counted, and counted again by whoever doubts it; nothing is printed here."""
