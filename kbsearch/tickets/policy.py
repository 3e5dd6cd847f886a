"""What the settings say of a ticket: its plan, queue and priority, and what is promised."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kbsearch.hours import BusinessHours
from kbsearch.tickets.service_levels import Calendar, Hours, due
from kbsearch.tickets.ticket import Priority, Promise
from kbsearch.tickets_config import PlanConfig, RouteConfig, TicketsConfig

_NO_PLAN = PlanConfig(name="standard")
"""What holds where the settings have no plans: nothing is promised."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a ticket goes. ``notify`` is told of promises about to be broken; empty for nobody."""

    queue: str
    priority: Priority
    notify: str


class Policy:
    """The settings, asked in the words of tickets."""

    def __init__(self, settings: TicketsConfig, business: BusinessHours) -> None:
        self.settings = settings
        self._business = business

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which times are told."""
        return self._business.zone

    def plan(self, name: str) -> PlanConfig:
        """Return the plan of that name, or the one for customers who name none."""
        plans = self.settings.plans or (_NO_PLAN,)
        return next((plan for plan in plans if plan.name == name), plans[0])

    def hours(self, plan: PlanConfig) -> Hours:
        """Return which minutes count for a plan."""
        return self._business if plan.clock == "business" else Calendar()

    def promise(self, plan: PlanConfig, now: datetime) -> Promise:
        """Return what is promised to a customer who writes now."""
        hours = self.hours(plan)
        return Promise(due(hours, now, plan.first_response), due(hours, now, plan.resolution))

    def route(self, plan: PlanConfig, category: str, locale: str) -> Route:
        """Return where a ticket of that category and language goes; the more urgent of the plan's and the route's priority counts."""
        found = next((route for route in self.settings.routes if _fits(route, category, locale)), None)
        if found is None:
            return Route(self.settings.queue, _priority(plan.priority), self.settings.notify)
        urgency = max(_priority(plan.priority), _priority(found.priority))
        return Route(found.queue, urgency, found.notify or self.settings.notify)


def _fits(route: RouteConfig, category: str, locale: str) -> bool:
    below = f"{category}/".startswith(f"{route.category}/") if route.category else True
    return below and route.locale in ("", locale)


def _priority(name: str) -> Priority:
    return Priority[name.upper()]
