"""What the process logs: lines with structure, one for every request."""

import logging
import sys

import structlog
from tornado.web import RequestHandler

from skyportal_like.config import Settings

log = structlog.get_logger(__name__)


def configure(settings: Settings) -> None:
    """Log structured lines: for people on a terminal, as JSON elsewhere."""
    for_people = settings.log.format == "console" or (
        not settings.log.format and sys.stderr.isatty()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            *(
                [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
                if for_people
                else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log.level]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING)


def log_request(handler: RequestHandler) -> None:
    """Log one line a request."""
    request = handler.request
    log.info(
        "request",
        method=request.method,
        path=request.path,
        status=handler.get_status(),
        ms=round(request.request_time() * 1000, 1),
        request_id=getattr(handler, "request_id", None),
    )
