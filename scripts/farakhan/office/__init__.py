"""What the secretariat does with an idea that stands in git: each an act by a person, each a commit."""
