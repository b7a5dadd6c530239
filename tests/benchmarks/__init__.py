"""Generators, yardsticks and measurements: what the audit costs, and that fast and slow readings agree."""
