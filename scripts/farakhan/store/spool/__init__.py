"""The spool: letters on this machine's disk, from the acknowledgement until they are safe elsewhere."""
