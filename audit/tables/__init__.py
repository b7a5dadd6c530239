"""The tables that travel between the stages: their columns, types and meaning."""
