"""When something is promised, in words: today, tomorrow, or the day with its name, where the company is."""

from datetime import UTC, datetime

from babel.dates import format_date
from flask import Flask

from kbsearch.contact_config import ContactConfig
from web.channels import clock
from web.knowledge import knowledge


def register(app: Flask) -> None:
    """Give the templates the words for moments."""
    app.add_template_filter(days_ahead, "days_ahead")
    app.add_template_filter(time_of_day, "time_of_day")
    app.add_template_filter(day_name, "day_name")


def days_ahead(moment: datetime) -> int:
    """Return how many days from today a moment is; 0 for today."""
    zone = _contact().time_zone
    return (moment.astimezone(zone).date() - datetime.now(UTC).astimezone(zone).date()).days


def time_of_day(moment: datetime) -> str:
    """Write the time of day of a moment: ``15:00``."""
    return clock(moment.astimezone(_contact().time_zone))


def day_name(moment: datetime, locale: str) -> str:
    """Write the day of a moment: ``Tuesday 24 November``, ``11月24日(火)``."""
    local = moment.astimezone(_contact().time_zone)
    return format_date(local, "EEEE d MMMM" if locale == "en" else "M月d日(E)", locale=locale)


def _contact() -> ContactConfig:
    return knowledge().config.contact
