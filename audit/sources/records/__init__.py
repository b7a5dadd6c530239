"""From the text rows of a source to the records and phones tables, with an account of every row."""
