"""From text to terms: normalization, Japanese and Latin words, one entry point by locale."""
