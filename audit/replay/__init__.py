"""Stage 5d, replay: call history against the simulation."""
