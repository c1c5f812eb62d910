"""The checks of a codebook that can be read: one function each, listed in :mod:`coder.codebook.check`."""
