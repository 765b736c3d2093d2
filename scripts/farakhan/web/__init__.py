"""The public's door: one process serves the site and takes in what people send."""
