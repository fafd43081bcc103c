"""Builders of the rich searches: Select to Select."""
