"""Sharing ideas out among judges: pure, exact where it must be, and one answer for one public seed."""
