"""One file a step; the newest is what the tables are now."""
