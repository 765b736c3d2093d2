"""Git: as a program, a batch of files a commit, the branch and its remote, and the history as data."""
