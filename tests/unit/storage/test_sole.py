import pytest

from monitor.errors import DatabaseUnreachable
from monitor.storage.sole import sole_service


def test_a_second_service_on_one_file_is_refused_until_the_first_has_ended(tmp_path):
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    with sole_service(url):
        with pytest.raises(DatabaseUnreachable, match=r"another monitor is working on .*monitor\.db: stop it first"), sole_service(url):
            pass
        with sole_service(f"sqlite:///{tmp_path / 'other.db'}"):
            pass
    with sole_service(url):
        pass


def test_postgresql_is_not_held():
    with sole_service("postgresql://db/monitor"), sole_service("postgresql://db/monitor"):
        pass
