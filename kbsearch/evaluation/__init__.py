"""Measures how well articles are found, with judgments (which document answers which query) or with the articles' own questions."""
