"""Health, readiness, and the web UI's own files."""

import re
from pathlib import Path
from typing import ClassVar

from tornado.web import StaticFileHandler

from skyportal_like.handlers.edge import WORN_BY_ALL, EdgeHandler
from skyportal_like.handlers.endpoints import ApiHandler, endpoint
from skyportal_like.handlers.platform import Platform
from skyportal_like.handlers.routes import Empty, Routes
from skyportal_like.services import upkeep
from skyportal_like.work import Work

# Mantine sets styles on elements, so styles may be inline; scripts never may.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
WORN_BY_PAGES = WORN_BY_ALL | {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
}
HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.\w+$")
# Where only files are: a page there would pass for what was asked.
FILES = ("assets/", "static/", "metrics")
NOT_BUILT = "The web UI is not built; run: make install"


class Healthz(EdgeHandler):
    """Whether the process lives."""

    counted: ClassVar[bool] = False

    async def get(self) -> None:
        """Answer from the loop alone: a hanging database does not make the process dead."""
        await self.finish({"status": "ok"})


class Readyz(ApiHandler):
    """Whether the process can serve."""

    @endpoint(anonymous=True)
    def get(self, work: Work) -> Empty:
        """Answer once the database does; 503 until then."""
        upkeep.check(work)
        return Empty()


class Page(EdgeHandler, StaticFileHandler):
    """The built web UI: hashed files are kept for good, any other path is the page itself."""

    worn: ClassVar[dict[str, str]] = WORN_BY_PAGES
    counted: ClassVar[bool] = False

    def initialize(self, platform: Platform) -> None:  # type: ignore[override]
        """Take the parts of the process."""
        super().initialize(platform)
        StaticFileHandler.initialize(self, str(platform.static_dir), "index.html")

    async def get(self, path: str, include_body: bool = True) -> None:  # noqa: FBT001, FBT002
        """Serve a file, or the page for its deep links."""
        root = self.platform.static_dir
        if not (root / "index.html").exists():
            self.set_status(503)
            self.set_header("Content-Type", "text/plain; charset=UTF-8")
            await self.finish(NOT_BUILT)
            return
        is_file = self._is_file(path)
        if not is_file and path.startswith(FILES):
            self.send_error(404)
            return
        chosen = path if is_file else "index.html"
        await super().get(self._compressed(chosen), include_body)

    def _is_file(self, path: str) -> bool:
        """Tell whether the path names a file of the web UI; one that no file can have does not."""
        root = self.platform.static_dir.resolve()
        try:
            wanted = (root / path).resolve()
            return wanted.is_relative_to(root) and wanted.is_file()
        except (ValueError, OSError):
            return False

    def _compressed(self, path: str) -> str:
        """Choose the precompressed form that the browser takes."""
        self._plain = path
        self.set_header("Vary", "Accept-Encoding")
        accepted = self.request.headers.get("Accept-Encoding", "")
        for name, ending in (("br", ".br"), ("gzip", ".gz")):
            if name in accepted and (self.platform.static_dir / (path + ending)).is_file():
                self.set_header("Content-Encoding", name)
                return path + ending
        return path

    def get_content_type(self) -> str:
        """Name the type of the plain file, not of its compressed form."""
        self.absolute_path: str | None
        compressed, self.absolute_path = self.absolute_path, str(Path(self.root) / self._plain)
        try:
            return super().get_content_type()
        finally:
            self.absolute_path = compressed

    def set_extra_headers(self, path: str) -> None:
        """Keep hashed files for good and ask anew for the page."""
        del path
        forever = HASHED.search(self._plain) is not None
        self.set_header(
            "Cache-Control", "public, max-age=31536000, immutable" if forever else "no-cache"
        )

    @classmethod
    def get_content_version(cls, abspath: str) -> str:
        """Leave versions to the hashed names."""
        return str(Path(abspath).stat().st_mtime_ns)


ROUTES: Routes = [(r"/healthz", Healthz), (r"/readyz", Readyz)]
PAGES: Routes = [(r"/(.*)", Page)]
