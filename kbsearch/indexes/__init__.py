"""The index on disk: generations, and in each of them, for every locale, a Whoosh index and the columns derived from it."""
