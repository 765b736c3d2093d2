"""The tests; a package in its own right, since a library of `make bench` installs another one of this name."""
