"""Every format has its reader."""

import pytest

from monitor.errors import NotARegister
from monitor.registers.formats import FORMATS, read_register


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_reads_or_refuses(name: str) -> None:
    with pytest.raises(NotARegister, match="empty"):
        read_register(b"", FORMATS[name])
