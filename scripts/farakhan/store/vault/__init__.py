"""The vault: personal data outside git, in a folder or a bucket, and its second place."""
