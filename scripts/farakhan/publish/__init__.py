"""The publishing room: the record becomes a static Persian site through mkdocs; nothing private passes `view`."""
