"""The folder fixes/: load files, the way back, and how to use them."""
