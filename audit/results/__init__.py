"""Stage 5, conclude: scores and what to do first."""
