"""The rules of the record, pure: each yields problems, none reads a clock, a disk or another file than it is given."""
