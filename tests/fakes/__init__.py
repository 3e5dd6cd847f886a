"""Plain stand-ins for adapters, which pass the same contract suites."""
