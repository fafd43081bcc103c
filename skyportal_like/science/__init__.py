"""Pure functions on numbers and arrays: coordinates, distances, magnitudes."""
