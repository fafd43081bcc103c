"""A picture of the whole database, to see that nothing changed."""

from sqlalchemy import Engine, text


def picture(engine: Engine) -> dict[str, tuple[int, str]]:
    """Give the number of rows and a hash of all content, by table."""
    with engine.connect() as connection:
        names = connection.scalars(
            text(
                "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                " where n.nspname = 'public' and c.relkind in ('r', 'p')"
                " and not c.relispartition order by 1"
            )
        ).all()
        return {
            name: tuple(
                connection.execute(
                    text(
                        "select count(*), coalesce(md5(string_agg(t::text, '|' order by t::text)),"
                        f" '') from {name} as t"
                    )
                ).one()
            )
            for name in names
        }


def rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    """Ask the database directly."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]
