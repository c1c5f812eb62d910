"""Scores of coded output against gold: what is found, what is lost and where, and what a codebook edit changes."""
