"""CSV files as a source: found in folders and zips, decoded, and read row by row."""
