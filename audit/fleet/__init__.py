"""Many orgs: one report each, and a league table of them all."""
