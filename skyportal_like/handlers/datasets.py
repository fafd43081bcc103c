"""Datasets over HTTP."""

from skyportal_like.handlers.routes import Routes

ROUTES: Routes = []
