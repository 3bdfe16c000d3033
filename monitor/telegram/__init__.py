"""Alerts to Telegram and commands from it: the only code that knows python-telegram-bot."""
