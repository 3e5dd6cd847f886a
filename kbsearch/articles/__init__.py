"""Articles: front matter, Markdown to sections, links, and the folder as a library."""
