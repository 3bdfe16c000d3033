"""Alerts by way of Apprise: e-mail, Matrix, Slack, ntfy and others, by the same deliveries as in Telegram."""
