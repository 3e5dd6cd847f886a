"""From what a person typed to ranked articles with passages to show."""
