from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from monitor.errors import DatabaseUnreachable
from monitor.storage.database import open_database, upgrade
from monitor.storage.failures import readable
from monitor.storage.tables import metadata


@pytest.fixture
def empty_url(database_url, tmp_path):
    """A database without any table."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/новая папка 100%/monitor.db"
        return
    server = create_engine(readable(database_url), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE empty"))
    yield readable(database_url).set(database="empty").render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE empty"))
    server.dispose()


def differences(url):
    engine = create_engine(readable(url))
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    return found


def test_the_migrations_make_the_tables_that_the_code_uses(empty_url):
    upgrade(empty_url)
    assert differences(empty_url) == []


def conditions(url):
    """The condition of every partial index, as the database tells it: a query must name that very one for the index to serve it."""
    engine = create_engine(readable(url))
    kept = engine.dialect.name + "_where"
    found = {
        index["name"]: str(index["dialect_options"][kept])
        for table in metadata.tables
        for index in inspect(engine).get_indexes(table)
        if kept in index.get("dialect_options", {})
    }
    engine.dispose()
    return found


def test_the_migrations_make_the_partial_indexes_that_the_queries_name(empty_url):
    upgrade(empty_url)
    migrated = conditions(empty_url)
    engine = create_engine(readable(empty_url))
    metadata.drop_all(engine)
    metadata.create_all(engine)
    engine.dispose()
    assert migrated == conditions(empty_url)
    assert len(migrated) >= 8


def test_upgrading_again_changes_nothing(empty_url):
    upgrade(empty_url)
    upgrade(empty_url)
    assert differences(empty_url) == []


def test_programs_that_start_at_once_wait_for_each_other(empty_url):
    code = "import sys; from monitor.storage.database import upgrade; upgrade(sys.argv[1])"
    started = [subprocess.Popen([sys.executable, "-c", code, empty_url], stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for program in started:
        _, errors = program.communicate(timeout=60)
        assert (program.returncode, errors) == (0, "")
    assert differences(empty_url) == []


def test_a_database_without_tables_says_how_to_make_them(empty_url, tmp_path):
    (tmp_path / "новая папка 100%").mkdir()
    with pytest.raises(DatabaseUnreachable, match="monitor db upgrade"):
        open_database(empty_url)


def test_tables_of_a_newer_version_are_left_alone(empty_url):
    upgrade(empty_url)
    engine = create_engine(readable(empty_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(DatabaseUnreachable, match="newer version"):
        upgrade(empty_url)
