"""The OpenAPI document, taken at its word by a machine."""
