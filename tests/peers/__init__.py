"""Tests against real ticket systems."""
