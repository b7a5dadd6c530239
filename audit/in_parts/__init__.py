"""An audit in parts: what follows what, and the tasks for each part."""
