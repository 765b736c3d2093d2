"""The record as it is asked for: an edition whole, its ideas, its call; read, checked, kept up to date."""
