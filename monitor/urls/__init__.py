"""One spelling for each URL, to tell articles apart by; and the domain that politeness counts by."""

from monitor.urls.canonical import canonical as canonical
from monitor.urls.hosts import host_key as host_key
from monitor.urls.hosts import speaks_for as speaks_for
