"""The formats: bytes to model and back. The only place that reads or writes YAML, CSV and the results' JSON."""
