"""An org in parts that share no number, so that each is audited like an org that fits into memory."""
