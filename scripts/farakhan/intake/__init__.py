"""From what arrived to what stands in git: checked, its contact sealed, committed, acknowledged."""
