"""A judge's own view in a browser: an application of its own, in which no road of the staff's is."""
