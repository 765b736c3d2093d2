"""The spool: letters on this machine's disk, from the acknowledgement until they are safe elsewhere."""

FOLDER = "spool"
"""Where it lies, in the repository's folder; git takes nothing from there."""
