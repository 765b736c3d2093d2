"""Personal data and its sealing: the room that pages and judging may never enter."""
