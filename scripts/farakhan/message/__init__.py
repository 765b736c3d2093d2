"""The idea as a message that people send in Eitaa: written with labels and a check value, and read back."""
