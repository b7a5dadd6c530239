"""Which stored formats an org's search finds: what to ask it, and what its answers mean."""
