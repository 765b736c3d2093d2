"""farakhan runs a public call for ideas from one git repository."""
