"""WebSub: hubs that push what is new, so that it need not be asked for."""
