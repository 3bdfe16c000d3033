"""Bring a database's tables to what this version needs."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from monitor.errors import DatabaseUnreachable
from monitor.storage.engines import engines_of
from monitor.storage.failures import readable, shown, translated
from monitor.storage.transaction import one_at_a_time


def upgrade(url: str) -> None:
    """Make or change the tables, in one transaction. Two programs that start at once wait for each other.

    Raises:
        DatabaseUnreachable: the database does not answer, cannot be made, or was written by a newer version.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    parsed = readable(url)
    engines = engines_of(parsed)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        if engines.file is not None:
            engines.file.parent.mkdir(parents=True, exist_ok=True)
        with engines.writer.begin() as connection:
            one_at_a_time(connection, "monitor upgrade")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise translated(error, parsed, writes=True) from error
    except OSError as error:
        raise DatabaseUnreachable(f"{shown(parsed)}: its folder cannot be made ({error.strerror})") from error
    except CommandError as error:
        raise DatabaseUnreachable(f"{shown(parsed)}: a newer version of this program made these tables ({error})") from error
    finally:
        engines.dispose()
