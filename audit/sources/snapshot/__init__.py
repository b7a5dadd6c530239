"""A snapshot as a source: the Parquet files of an export, read again offline."""
