"""Taxonomies over HTTP."""

from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.routes import Routes
from skyportal_like.schemas.taxonomies import NewTaxonomy, TaxonomyId, TaxonomyView
from skyportal_like.services import taxonomies
from skyportal_like.vocabulary import Acl
from skyportal_like.work import Work


class Taxonomies(ApiHandler):
    """All taxonomies that the caller may read."""

    @endpoint()
    def get(self, work: Work) -> list[TaxonomyView]:
        """List taxonomies."""
        return taxonomies.readable(work)

    @endpoint(Acl.POST_TAXONOMY)
    def post(self, work: Work, body: NewTaxonomy) -> TaxonomyId:
        """Post a taxonomy, or the next version of one."""
        return TaxonomyId(taxonomy_id=taxonomies.post(work, body).id)


class Taxonomy(ApiHandler):
    """One taxonomy."""

    @endpoint()
    def get(self, work: Work, taxonomy_id: int) -> TaxonomyView:
        """Show a taxonomy."""
        return taxonomies.get(work, taxonomy_id)


ROUTES: Routes = [
    (r"/api/taxonomy", Taxonomies),
    (r"/api/taxonomy/(?P<taxonomy_id>[^/]+)", Taxonomy),
]
