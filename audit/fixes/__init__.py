"""Stage 5b, plan: what to do first, what the load files write, and what is left for people."""
