"""How to reach a person: the ways that the settings name, each with its hours today."""

from dataclasses import dataclass
from datetime import UTC, datetime

from babel.dates import format_date
from flask import Blueprint, Flask, render_template, url_for

from kbsearch.contact import Channel, ChannelHours
from kbsearch.hours import Opening
from web.knowledge import knowledge

blueprint = Blueprint("channels", __name__)


@dataclass(frozen=True, slots=True)
class ShownChannel:
    """A channel as it is now."""

    channel: Channel
    hours: ChannelHours


def register(app: Flask) -> None:
    """Give the templates the words for hours."""
    app.add_template_filter(span, "span")
    app.add_template_filter(weekday, "weekday")
    app.add_template_filter(day, "day")
    app.add_template_filter(clock, "clock")


@blueprint.get("/<locale:locale>/contact")
def contact(locale: str) -> str:
    """Show how to reach a person."""
    return render_template(
        "contact.html",
        channels=channels_now(locale),
        alternates={other: url_for("channels.contact", locale=other) for other in knowledge().config.locales},
    )


def channels_now(locale: str) -> list[ShownChannel]:
    """Return the channels with their hours at this moment."""
    now = datetime.now(UTC)
    return [ShownChannel(channel, channel.at(now)) for channel in knowledge().config.contact.channels_in(locale)]


def phones_now(locale: str) -> list[ShownChannel]:
    """Return the telephones with their hours at this moment."""
    return [shown for shown in channels_now(locale) if shown.channel.kind == "phone"]


def span(opening: Opening) -> str:
    """Write the hours of a day: ``9:00–18:00``."""
    end = "24:00" if opening.end.date() > opening.start.date() else clock(opening.end)
    return f"{clock(opening.start)}–{end}"


def clock(moment: datetime) -> str:
    """Write a time of day, the same in both languages."""
    return f"{moment.hour}:{moment.minute:02}"


def day(moment: datetime, locale: str) -> str:
    """Write a day: ``21 Nov 2026``, ``2026年11月21日``."""
    return format_date(moment, "d MMM y" if locale == "en" else "y年M月d日", locale=locale)


def weekday(moment: datetime, locale: str) -> str:
    """Write the day of a moment, so that nobody needs a calendar to understand it."""
    return format_date(moment, "EEEE" if locale == "en" else "M月d日(E)", locale=locale)
