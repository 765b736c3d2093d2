"""The desk's pages, a module each: what they show, and the acts that start there."""
