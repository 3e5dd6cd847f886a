"""kbsearch beside other engines, in one run on the very same tokens. Start it with ``make bench``."""
