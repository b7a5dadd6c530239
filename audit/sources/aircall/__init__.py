"""Aircall as a source of calls: six paths that are read, at a rate that leaves others room, resumable."""
